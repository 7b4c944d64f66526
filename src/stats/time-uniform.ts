import { incompleteBeta, logBeta } from './incomplete-beta.ts';

/**
 * ln of the evidence that the true share is above `allowed`, after `count` of `n`: a mixture of likelihood ratios over all shares above
 * it (Robbins, Annals of Mathematical Statistics 41, 1970; Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49, 2021). While
 * the share is at or below `allowed` it is a nonnegative supermartingale that starts at 1, so that by Ville's inequality it *ever*
 * reaches 1 ÷ α with probability ≤ α, however often one looks. The mixture is Beta(1, 1 ÷ allowed), cut at `allowed`: weight on shares
 * of a few times what is allowed. 0 < allowed < 1.
 */
export function logEvidenceAbove(allowed: number, count: number, n: number): number {
  const b = 1 / allowed;
  const upper = upperTail(allowed, count + 1, n - count + b);
  if (upper <= 0) return -Infinity;
  const mixture = logBeta(count + 1, n - count + b) + Math.log(upper) + Math.log(b) - b * Math.log1p(-allowed);
  return mixture - count * Math.log(allowed) - (n - count) * Math.log1p(-allowed);
}

/** Whether that evidence suffices: at most a share `alpha` of good series ever get so far. */
export function isShownAbove(allowed: number, count: number, n: number, alpha: number): boolean {
  return logEvidenceAbove(allowed, count, n) >= -Math.log(alpha);
}

function upperTail(x: number, a: number, b: number): number {
  return incompleteBeta(1 - x, b, a);
}
