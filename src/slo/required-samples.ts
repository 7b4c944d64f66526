import type { SloExpression } from './slo-expression.ts';

import { normalQuantile } from '../stats/normal.ts';
import { DEFAULT_CONFIDENCE } from './slo-options.ts';
import { staysUnder } from './compare.ts';
import { LEAST_FOR_MOMENTS, momentOf } from './moment-metric.ts';
import { shareLimitOf } from './share-limit.ts';

/**
 * The fewest arrivals with which a two-sided interval could still say *pass*, if every one of them did well; 1 where values are compared
 * as they are, 0 where no such notion applies (max, counts, times). A lower bound: one bad arrival raises it.
 *
 * A percentile is a proportion against 1 − N, exact binomial (Clopper and Pearson, Biometrika 26, 1934): n ≥ ln(α/2) ÷ ln(N), so
 * 72 / 368 / 3,688 / 36,887 for p95 / p99 / p99.9 / p99.99 at 95 %. Rates use the score interval (Wilson, JASA 22, 1927):
 * n ≥ z²·q ÷ (1 − q), so 3,838 for 99.9 %. A rate of 100 % can be refuted, never shown for more than the arrivals seen: 1.
 * Means and standard deviations: 30, from where their intervals may be trusted.
 */
export function requiredSamples(expression: SloExpression, confidence: number | null = DEFAULT_CONFIDENCE): number {
  const limit = shareLimitOf(expression);
  if (limit === null) return confidence === null || momentOf(expression) === null ? 0 : LEAST_FOR_MOMENTS;
  if (confidence === null) return 1;
  const { allowedBad, wantsFew, method } = limit;
  const good = wantsFew ? 1 - allowedBad : allowedBad;
  if (good >= 1 || good <= 0) return 1;
  if (method === 'clopper-pearson') return atLeastOne(Math.log((1 - confidence) / 2) / Math.log(good));
  const z = normalQuantile(1 - (1 - confidence) / 2);
  return atLeastOne((z * z * good) / (1 - good));
}

/** Arrivals of either side of a change. */
export interface ChangeSamples {
  readonly baseline: number;
  readonly phase: number;
}

/**
 * The fewest arrivals with which a percentile could be shown to have changed by less than the limit: the phase needs an upper bound, and the
 * baseline a lower one, each at half the error. 437 arrivals of the phase for p99 at 95 %. `null` where fewer can pass: shares, means and
 * what is compared as it is; a change of more than the limit is shown by a percentile among the failures, too.
 */
export function requiredForChange({ metric, comparison }: SloExpression, confidence: number | null): ChangeSamples | null {
  if (metric.kind !== 'vs_baseline' || metric.of.kind !== 'percentile' || confidence === null || !staysUnder(comparison)) return null;
  const below = metric.of.perTenThousand / 10_000;
  const oneEnd = Math.log((1 - confidence) / 4);
  return { baseline: atLeastOne(oneEnd / Math.log(1 - below)), phase: atLeastOne(oneEnd / Math.log(below)) };
}

/** A hair of tolerance: 0.999 ÷ (1 − 0.999) is not quite 999. */
function atLeastOne(n: number): number {
  return Math.max(1, Math.ceil(n - 1e-6));
}
