import { inverseIncompleteBeta } from './incomplete-beta.ts';
import { normalQuantile } from './normal.ts';

export type Interval = readonly [low: number, high: number];

/** How an interval of a share is made. */
export type ProportionMethod = 'clopper-pearson' | 'wilson';

/** Two-sided, of the share of which `count` of `n` were seen. Neither need be whole: an effective sample is not. n > 0. */
export function proportionInterval(count: number, n: number, confidence: number, method: ProportionMethod): Interval {
  return method === 'wilson' ? wilson(count, n, confidence) : clopperPearson(count, n, confidence);
}

/** Exact: never covers less than it says (Clopper and Pearson, Biometrika 26, 1934). */
export function clopperPearson(count: number, n: number, confidence: number): Interval {
  const half = (1 - confidence) / 2;
  // All or nothing seen has a closed form, and is the commonest case.
  const low = count <= 0 ? 0 : count >= n ? half ** (1 / n) : inverseIncompleteBeta(half, count, n - count + 1);
  const high = count >= n ? 1 : count <= 0 ? 1 - half ** (1 / n) : inverseIncompleteBeta(1 - half, count + 1, n - count);
  return [low, high];
}

/** The score interval (Wilson, JASA 22, 1927): covers what it says on average over shares. */
export function wilson(count: number, n: number, confidence: number): Interval {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const share = count / n;
  const spread = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  return [count <= 0 ? 0 : Math.max(0, centre - spread), count >= n ? 1 : Math.min(1, centre + spread)];
}
