import { measureMax, measureMean, measurePercentile, measureStddev } from './measure-latency.ts';
import { measureAchieved, measureBudget, measureBytes, measureDropped, measureSuccess } from './measure-rate.ts';
import { noData } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import type { Sample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';

/** Measures and compares an expression on one sample. What is no measure of a sample (recovery, outages, probes) `judgeSlo` knows. */
export function measure(expression: SloExpression, sample: Sample): Measurement {
  const { metric } = expression;
  switch (metric.kind) {
    case 'percentile':
      return measurePercentile(expression, metric, sample);
    case 'mean':
      return measureMean(expression, metric.of, sample);
    case 'max':
      return measureMax(expression, metric.of, sample);
    case 'stddev':
      return measureStddev(expression, metric.of, sample);
    case 'success_rate':
    case 'error_rate':
      return measureSuccess(expression, metric, sample.counts);
    case 'error_budget':
      return measureBudget(expression, metric.target, sample.counts);
    case 'achieved_rate':
      return measureAchieved(expression, sample);
    case 'dropped':
      return measureDropped(expression, sample.counts);
    case 'bytes':
      return measureBytes(expression, sample);
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
    case 'probe':
    case 'vs_baseline':
      return noData('none', `\`${metric.kind}\` is not measured on arrivals alone`);
    default:
      return metric satisfies never;
  }
}
