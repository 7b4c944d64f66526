import { binomialAtLeast, binomialAtMost } from '../stats/binomial-tail.ts';
import { proportionOf } from './proportion.ts';
import type { Sample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';

/**
 * Whether a system just at the limit would miss it as far as this sample does, or further, with a chance above `level`: the one-sided
 * exact binomial test (Clopper and Pearson, Biometrika 26, 1934). Dropped arrivals are taken for what speaks for the system. Never of no
 * arrivals, nor of what is no share of them: that is compared as it is.
 */
export function isWithinChance(expression: SloExpression, sample: Sample, level: number): boolean {
  const share = proportionOf(expression, sample);
  if (share === null || share.n === 0) return false;
  const { bad, dropped, n, limit } = share;
  return (limit.wantsFew ? binomialAtLeast(bad, n, limit.allowedBad) : binomialAtMost(bad + dropped, n, limit.allowedBad)) > level;
}
