import { noncentralExceedance, studentQuantile } from './student-t.ts';
import { welchDf } from './welch.ts';

/** One side of a comparison: how many runs, and the standard deviation of the logarithm from run to run (2 % is 0.02). */
export interface RunGroup {
  readonly runs: number;
  readonly logSd: number;
}

export interface ComparisonAim {
  /** Two-sided; with Holm over m comparisons the hardest of them is held to α ÷ m. */
  readonly alpha: number;
  /** Chance of finding a difference that is there. */
  readonly power: number;
}

export const DEFAULT_AIM: ComparisonAim = { alpha: 0.05, power: 0.9 };

const MOST_RUNS = 10_000;

/**
 * The chance that Welch's test on logarithms finds a true ratio: the noncentral t distribution's part beyond the critical value
 * (Cohen, Statistical Power Analysis, 1988; as R's power.t.test, the far tail left out). 0 where a side has fewer than two runs.
 */
export function powerToSee(ratio: number, first: RunGroup, second: RunGroup, alpha = DEFAULT_AIM.alpha): number {
  if (first.runs < 2 || second.runs < 2) return 0;
  const [va, vb] = [first.logSd ** 2 / first.runs, second.logSd ** 2 / second.runs];
  const effect = Math.abs(Math.log(ratio));
  if (va + vb === 0) return effect > 0 ? 1 : 0;
  const df = welchDf(va, first.runs, vb, second.runs);
  const noncentrality = effect / Math.sqrt(va + vb);
  const critical = studentQuantile(1 - alpha / 2, df);
  // So far out the series has no terms left, and the answer is known.
  if (noncentrality > critical + 12 && noncentrality > 37) return 1;
  return noncentralExceedance(critical, df, noncentrality);
}

/** The smallest ratio > 1 that would be found with the power asked: 1.08 is +8 %. `null` with fewer than two runs a side. */
export function smallestDetectableRatio(first: RunGroup, second: RunGroup, aim: ComparisonAim = DEFAULT_AIM): number | null {
  if (first.runs < 2 || second.runs < 2) return null;
  let [low, high] = [0, 0.01];
  while (powerToSee(Math.exp(high), first, second, aim.alpha) < aim.power) {
    [low, high] = [high, high * 2];
    if (high > 100) return null;
  }
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (powerToSee(Math.exp(middle), first, second, aim.alpha) < aim.power) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

/**
 * Runs a side that find `ratio` with the power asked, when both sides spread alike: +10 % at a spread of 2, 3, 5, 10 % takes 3, 4, 7,
 * 25. `null`: more than 10,000, or no difference to find.
 */
export function runsNeeded(ratio: number, logSd: number, aim: ComparisonAim = DEFAULT_AIM): number | null {
  const enough = (runs: number): boolean => powerToSee(ratio, { runs, logSd }, { runs, logSd }, aim.alpha) >= aim.power;
  let high = 2;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST_RUNS) return null;
  }
  let low = high === 2 ? 1 : high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
