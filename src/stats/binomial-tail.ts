import { incompleteBeta } from './incomplete-beta.ts';

/** P(X ≤ k) of n trials with success probability p. k may be −1 (0) or n (1). */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1);
}

/** P(X ≥ k). */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(p, k, n - k + 1);
}

/** The largest k with P(X ≤ k) ≤ `probability`; −1 where not even 0 is so unlikely. */
export function largestUnlikely(probability: number, n: number, p: number): number {
  let [low, high] = [-1, n];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialAtMost(middle, n, p) <= probability) low = middle;
    else high = middle;
  }
  return low;
}
