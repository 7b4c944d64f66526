import type { SloMetric } from './slo-expression.ts';

/**
 * Why a metric cannot be looked at second by second, as windows, conditions of recovery and stop conditions do; `null` where it can.
 * Service times come every ten seconds, and a phase has but one recovery.
 */
export function notKnownBySecond(metric: SloMetric): string | null {
  switch (metric.kind) {
    case 'percentile':
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
    case 'error_budget':
      return null;
    case 'mean':
    case 'max':
      return metric.of === 'service_time'
        ? `\`${metric.kind}(service_time)\` is not known second by second; use a percentile, or \`response_time\``
        : null;
    case 'stddev':
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
      return `\`${metric.kind}\` is of a whole phase, not of a second of it; use a rate or a percentile`;
    case 'probe':
      return 'a probe has its own pace, not one check a second; use a rate or a percentile';
    case 'vs_baseline':
      return 'a change from the baseline is of a whole phase, not of a second of it; say the value itself';
    default:
      return metric satisfies never;
  }
}
