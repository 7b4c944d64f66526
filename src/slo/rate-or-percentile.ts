import type { SloExpression } from './slo-expression.ts';

/** What the baseline gate and the default condition of `recovery_time` are made of: bare SLOs for which this holds. */
export function isRateOrPercentile(expression: SloExpression): boolean {
  const { metric, limit } = expression;
  switch (metric.kind) {
    case 'percentile':
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'error_budget':
      return true;
    case 'dropped':
      return limit.unit === 'ratio';
    case 'bytes':
      return limit.unit === 'bytes_per_second';
    case 'mean':
    case 'max':
    case 'stddev':
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
    case 'probe':
    case 'vs_baseline':
      return false;
    default:
      return metric satisfies never;
  }
}
