import { measureMax, measureMean, measurePercentile } from './measure-latency.ts';
import { measureAchieved, measureDropped, measureSuccess } from './measure-rate.ts';
import { noData } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import type { Sample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';

/** Measures and compares an expression on one sample. Recovery times are no measure of a sample: `judgeRecovery` does them. */
export function measure(expression: SloExpression, sample: Sample): Measurement {
  const { metric } = expression;
  switch (metric.kind) {
    case 'percentile':
      return measurePercentile(expression, metric, sample);
    case 'mean':
      return measureMean(expression, metric.of, sample);
    case 'max':
      return measureMax(expression, metric.of, sample);
    case 'success_rate':
    case 'error_rate':
      return measureSuccess(expression, metric.kind, sample.counts);
    case 'achieved_rate':
      return measureAchieved(expression, sample);
    case 'dropped':
      return measureDropped(expression, sample.counts);
    case 'recovery_time':
      return noData('recovery time', 'a recovery time is not measured on a sample');
    default:
      return metric satisfies never;
  }
}
