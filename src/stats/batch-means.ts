import { meanAndVariance } from './mean-and-variance.ts';
import { normalQuantile } from './normal.ts';
import { clopperPearson } from './proportion-interval.ts';
import type { Interval } from './proportion-interval.ts';
import { studentQuantile } from './student-t.ts';

/** Of one second: how many of `n` arrivals were over the limit, or failed. */
export interface CountedSecond {
  readonly count: number;
  readonly n: number;
}

/** Of consecutive seconds. */
export const BATCHES = 10;

export interface RegimeInterval {
  readonly interval: Interval;
  /** Independent arrivals that would tell as much; ≤ n. */
  readonly nEffective: number;
  /** How much larger the variance is than independent arrivals' would be; ≥ 1. */
  readonly designEffect: number;
}

/**
 * The share that this state of the system would show another day. Its variance comes from ten batches of consecutive seconds (Conway,
 * Management Science 9, 1963; Schmeiser, Operations Research 30, 1982: some ten batches are best), so neighbours that resemble each
 * other count once; the design effect so found is never taken below 1. The interval is Korn and Graubard's (Survey Methodology 24,
 * 1998): exact binomial on the effective sample, with t of 9 degrees of freedom in place of z, for a symmetric one would not hold for
 * shares near 0. `null` with fewer than ten seconds with arrivals.
 */
export function regimeInterval(seconds: readonly CountedSecond[], confidence: number): RegimeInterval | null {
  const counted = seconds.filter(({ n }) => n > 0);
  if (counted.length < BATCHES) return null;
  const n = counted.reduce((sum, second) => sum + second.n, 0);
  const count = counted.reduce((sum, second) => sum + second.count, 0);
  const share = count / n;
  const designEffect = share <= 0 || share >= 1 ? 1 : Math.max(1, batchVariance(counted, share, n) / ((share * (1 - share)) / n));
  const half = (1 - confidence) / 2;
  const penalty = (normalQuantile(1 - half) / studentQuantile(1 - half, BATCHES - 1)) ** 2;
  const nEffective = n / designEffect;
  const adjusted = nEffective * penalty;
  return { interval: clopperPearson(share * adjusted, adjusted, confidence), nEffective, designEffect };
}

/** Of the whole share: batches weigh as their arrivals do (a ratio estimate, Cochran 1977, 6.3). */
function batchVariance(seconds: readonly CountedSecond[], share: number, n: number): number {
  const residuals = batchesOf(seconds).map((batch) => batch.reduce((sum, second) => sum + second.count - share * second.n, 0));
  return (BATCHES * meanAndVariance(residuals).variance) / (n * n);
}

/** Ten runs of seconds, as equal as can be. */
export function batchesOf<T>(seconds: readonly T[]): (readonly T[])[] {
  return Array.from({ length: BATCHES }, (_, at) =>
    seconds.slice(Math.round((at * seconds.length) / BATCHES), Math.round(((at + 1) * seconds.length) / BATCHES)),
  );
}
