import { fewSpells } from './bad-spells.ts';
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
  /** Degrees of freedom of that variance; at most 9. */
  readonly df: number;
  /** The sample that the exact interval is of: the effective one, less what an estimated variance costs. */
  readonly adjusted: number;
  /** One, two, or none at all: too few for their batches, so that they were counted; `null`: more. */
  readonly spells: number | null;
}

/** A batch worth fewer effective seconds than this resembles its neighbours. */
const SECONDS_A_BATCH = 4;

/**
 * The share that this state of the system would show another day. Its variance comes from ten batches of consecutive seconds (Conway,
 * Management Science 9, 1963; Schmeiser, Operations Research 30, 1982: some ten batches are best), so neighbours that resemble each
 * other count once; the design effect so found is never taken below 1. The interval is Korn and Graubard's (Survey Methodology 24,
 * 1998): exact binomial on the effective sample, with Student's t in place of z, for a symmetric one would not hold for shares near 0.
 *
 * Ten batches have 9 degrees of freedom where they are independent and normal. `effectiveSeconds` (of the series that says how slowly
 * the system varies) makes as many batches of them as can be independent; and where a few batches hold all that was seen, as with rare
 * stalls, their variance is itself uncertain, and is worth 2·B ÷ (κ − (B − 3)/(B − 1)) degrees, κ the kurtosis of the batches (O'Neill,
 * The American Statistician 68, 2014, after Satterthwaite). The least of the three counts. Of at most two spells no batches tell: they are
 * counted (`fewSpells`), and the share is at most what that allows. `null` with fewer than ten seconds with arrivals.
 */
export function regimeInterval(seconds: readonly CountedSecond[], confidence: number, effectiveSeconds: number): RegimeInterval | null {
  const counted = seconds.filter(({ n }) => n > 0);
  if (counted.length < BATCHES) return null;
  const n = counted.reduce((sum, second) => sum + second.n, 0);
  const count = counted.reduce((sum, second) => sum + second.count, 0);
  const share = count / n;
  const { variance, df: ofBatches } = batchVariance(counted, share, n);
  const designEffect = share <= 0 || share >= 1 ? 1 : Math.max(1, variance / ((share * (1 - share)) / n));
  const df = Math.min(ofBatches, Math.max(1, effectiveSeconds / SECONDS_A_BATCH - 1));
  const half = (1 - confidence) / 2;
  const penalty = (normalQuantile(1 - half) / studentQuantile(1 - half, df)) ** 2;
  const nEffective = n / designEffect;
  const adjusted = nEffective * penalty;
  const interval = clopperPearson(share * adjusted, adjusted, confidence);
  const few = fewSpells(counted, confidence);
  if (few === null) return { interval, nEffective, designEffect, df, adjusted, spells: null };
  const { count: spells, units } = few;
  return { interval: few.interval, nEffective: units, designEffect: n / units, df, adjusted: units, spells };
}

/** Of the whole share, and its degrees of freedom: batches weigh as their arrivals do (a ratio estimate, Cochran 1977, 6.3). */
function batchVariance(seconds: readonly CountedSecond[], share: number, n: number): { readonly variance: number; readonly df: number } {
  const residuals = batchesOf(seconds).map((batch) => batch.reduce((sum, second) => sum + second.count - share * second.n, 0));
  const { mean, variance } = meanAndVariance(residuals);
  const fourth = residuals.reduce((sum, residual) => sum + (residual - mean) ** 4, 0) / BATCHES;
  const kurtosis = variance === 0 ? 1 : fourth / ((variance * (BATCHES - 1)) / BATCHES) ** 2;
  const df = (2 * BATCHES) / (kurtosis - (BATCHES - 3) / (BATCHES - 1));
  return { variance: (BATCHES * variance) / (n * n), df: Math.min(BATCHES - 1, df) };
}

/** Ten runs of seconds, as equal as can be. */
export function batchesOf<T>(seconds: readonly T[]): (readonly T[])[] {
  return Array.from({ length: BATCHES }, (_, at) =>
    seconds.slice(Math.round((at * seconds.length) / BATCHES), Math.round(((at + 1) * seconds.length) / BATCHES)),
  );
}
