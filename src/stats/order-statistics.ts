import { binomialAtLeast, largestUnlikely } from './binomial-tail.ts';
import { TEN_THOUSAND } from './rank.ts';

/**
 * Ranks (1-based) between which a percentile lies with the confidence asked, whatever the distribution (order statistics: David and
 * Nagaraja, 2003, 7.1): the test of Clopper and Pearson turned round, so that a limit outside of the interval is one that the test
 * decides. `low` 0 and `high` n + 1 mean: no such bound at this n.
 */
export function percentileRanks(perTenThousand: number, n: number, confidence: number): { readonly low: number; readonly high: number } {
  const half = (1 - confidence) / 2;
  const p = perTenThousand / TEN_THOUSAND;
  // x(low) ≤ ξ fails with P(X < low) ≤ half; x(high) ≥ ξ fails with P(X ≥ high) ≤ half.
  const low = largestUnlikely(half, n, p) + 1;
  let [unsure, sure] = [0, n + 1];
  while (sure - unsure > 1) {
    const middle = Math.floor((unsure + sure) / 2);
    if (binomialAtLeast(middle, n, p) <= half) sure = middle;
    else unsure = middle;
  }
  return { low, high: sure };
}
