import { clopperPearson } from './proportion-interval.ts';

/**
 * How large a standard deviation may be, whose rarest values were perhaps not seen: of `n` values none lay above the largest, so at most a
 * share q of those to come does (Clopper and Pearson, Biometrika 26, 1934, of 0 in n), and none of them beyond `most`: they add at most
 * q·most² to the variance (a bound on values that are bounded, as Anderson's for means, Bulletin of the ISI 43, 1969). `high` is the
 * upper end by what was seen; the error left to q is half of its own. All in one unit.
 */
export function withUnseenTail(high: number, n: number, most: number, confidence: number): number {
  const [, share] = clopperPearson(0, n, 1 - (1 - confidence) / 2);
  return Math.min(Math.hypot(high, Math.sqrt(share) * most), Math.max(high, most));
}
