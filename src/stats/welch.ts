import { meanAndVariance } from './mean-and-variance.ts';
import { studentQuantile, studentTwoSidedP } from './student-t.ts';

/** Of `second` against `first`. */
export interface WelchTest {
  /** Mean of `second` − mean of `first`. */
  readonly difference: number;
  readonly standardError: number;
  readonly t: number;
  /** Welch's and Satterthwaite's, not whole. */
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
  /** Two-sided, of the difference, at the confidence asked. */
  readonly interval: readonly [low: number, high: number];
}

/** The same on logarithms, told as a ratio: 1.1 is 10 % more. */
export interface RatioTest {
  /** Geometric mean of `second` ÷ geometric mean of `first`. */
  readonly ratio: number;
  readonly interval: readonly [low: number, high: number];
  /** Two-sided. */
  readonly p: number;
  readonly df: number;
}

/**
 * Whether two groups have the same mean, whatever their variances (Welch, "The generalization of Student's problem when several
 * different population variances are involved", Biometrika 34, 1947; degrees of freedom by Satterthwaite, Biometrics 2, 1946).
 * `null` where nothing can be said: fewer than two values in a group, a value that is no finite number, or no spread at all.
 */
export function welchTest(first: readonly number[], second: readonly number[], confidence = 0.95): WelchTest | null {
  if (first.length < 2 || second.length < 2 || ![...first, ...second].every(Number.isFinite)) return null;
  const a = meanAndVariance(first);
  const b = meanAndVariance(second);
  const [va, vb] = [a.variance / first.length, b.variance / second.length];
  if (va + vb === 0) return null;
  const difference = b.mean - a.mean;
  const standardError = Math.sqrt(va + vb);
  const df = welchDf(va, first.length, vb, second.length);
  const t = difference / standardError;
  const reach = studentQuantile(1 - (1 - confidence) / 2, df) * standardError;
  return { difference, standardError, t, df, p: studentTwoSidedP(t, df), interval: [difference - reach, difference + reach] };
}

/**
 * Welch's test on logarithms: latencies differ by factors, and run-to-run spread grows with them. `null` as above, and for values
 * that are not above 0.
 */
export function welchOnLogs(first: readonly number[], second: readonly number[], confidence = 0.95): RatioTest | null {
  const test = welchTest(first.map(Math.log), second.map(Math.log), confidence);
  if (test === null) return null;
  const [low, high] = test.interval;
  return { ratio: Math.exp(test.difference), interval: [Math.exp(low), Math.exp(high)], p: test.p, df: test.df };
}

/** Satterthwaite's degrees of freedom of a sum of two variances of means. */
export function welchDf(va: number, na: number, vb: number, nb: number): number {
  return (va + vb) ** 2 / (va ** 2 / (na - 1) + vb ** 2 / (nb - 1));
}
