import { failuresOf } from './failures-of.ts';
import { latencyLimitOf, limitIndex } from './latency-limits.ts';
import { resolved } from './measure-rate.ts';
import type { Sample } from './sample.ts';
import { shareLimitOf } from './share-limit.ts';
import type { ShareLimit } from './share-limit.ts';
import type { SloExpression } from './slo-expression.ts';

/** Two integers, and what they are held to: percentiles and rates are judged by one piece of code. */
export interface Proportion {
  /** Arrivals over the limit, or failed; without the dropped ones. */
  readonly bad: number;
  /** Ours, not the system's: judged once as bad and once as good. */
  readonly dropped: number;
  /** Arrivals that came to an end of their own, the dropped ones included, and those unanswered that are over the limit already. */
  readonly n: number;
  readonly limit: ShareLimit;
}

/** `null` for metrics that are no share of arrivals, and for a limit that nobody counted. */
export function proportionOf(expression: SloExpression, sample: Sample): Proportion | null {
  const limit = shareLimitOf(expression);
  if (limit === null) return null;
  const { counts } = sample;
  const { metric } = expression;
  if (metric.kind !== 'percentile') {
    const failure = metric.kind === 'error_rate' ? metric.failure : null;
    return { bad: failuresOf(counts, failure), dropped: counts.dropped, n: resolved(counts), limit };
  }
  const counted = latencyLimitOf(expression);
  const index = counted === null ? null : limitIndex(sample.limits, counted);
  if (index === null) return null;
  const pending = sample.pendingOver[index] ?? 0;
  return { bad: (counts.over[index] ?? 0) + counts.failed + pending, dropped: counts.dropped, n: resolved(counts) + pending, limit };
}
