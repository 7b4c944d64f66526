import type { SloExpression } from './slo-expression.ts';

/** Whether there is nothing to judge it on without load. */
export function needsLoad({ metric }: SloExpression): boolean {
  switch (metric.kind) {
    case 'percentile':
    case 'mean':
    case 'max':
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
      return true;
    case 'recovery_time':
      return metric.condition === null || needsLoad(metric.condition);
    default:
      return metric satisfies never;
  }
}
