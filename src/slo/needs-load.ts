import type { SloExpression } from './slo-expression.ts';

/** Whether there is nothing to judge it on without load. */
export function needsLoad({ metric }: SloExpression): boolean {
  switch (metric.kind) {
    case 'percentile':
    case 'mean':
    case 'max':
    case 'stddev':
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
    case 'error_budget':
    case 'time_to_first_failure':
    case 'longest_outage':
    case 'vs_baseline':
      return true;
    case 'probe':
      return false;
    case 'recovery_time':
    case 'outage_to_recovery':
      return metric.condition === null || needsLoad(metric.condition);
    default:
      return metric satisfies never;
  }
}
