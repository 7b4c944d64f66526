import type { ProportionMethod } from '../stats/proportion-interval.ts';
import { staysUnder } from './compare.ts';
import type { SloExpression } from './slo-expression.ts';

/** An SLO as the proportion it is: how many of the arrivals may be bad (over the limit, or failed). */
export interface ShareLimit {
  /** Share of bad arrivals at the limit, 0 to 1. */
  readonly allowedBad: number;
  /** It holds below that share, rather than above it. */
  readonly wantsFew: boolean;
  readonly method: ProportionMethod;
}

/** `null` for what is no share of arrivals: means, maxima, counts, times, probes. */
export function shareLimitOf({ metric, comparison, limit }: SloExpression): ShareLimit | null {
  const under = staysUnder(comparison);
  switch (metric.kind) {
    case 'percentile':
      return { allowedBad: 1 - metric.perTenThousand / 10_000, wantsFew: under, method: 'clopper-pearson' };
    case 'success_rate':
      return { allowedBad: 1 - limit.value, wantsFew: !under, method: 'wilson' };
    case 'error_rate':
      return { allowedBad: limit.value, wantsFew: under, method: 'wilson' };
    case 'error_budget':
      return { allowedBad: limit.value * (1 - metric.target), wantsFew: under, method: 'wilson' };
    case 'mean':
    case 'max':
    case 'stddev':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
    case 'probe':
    case 'vs_baseline':
      return null;
    default:
      return metric satisfies never;
  }
}
