import type { SloExpression } from './slo-expression.ts';

/** Why an expression says nothing of a closed load, which has no schedule and so no response time and no phases; `null` where it does. */
export function unfitForClosedModel({ metric }: SloExpression): string | null {
  switch (metric.kind) {
    case 'percentile':
    case 'mean':
    case 'max':
    case 'stddev':
      return metric.of === 'response_time' ? 'a closed load has no intended send times, and so no `response_time`' : null;
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'vs_baseline':
      return `a closed load is not judged by phases, and so has no \`${metric.kind === 'vs_baseline' ? 'vs baseline' : metric.kind}\``;
    case 'longest_outage':
      return 'a closed load has no intended send times, and so no `longest_outage`';
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
    case 'error_budget':
    case 'probe':
      return null;
    default:
      return metric satisfies never;
  }
}
