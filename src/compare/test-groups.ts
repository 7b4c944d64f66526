import { meanAndVariance } from '../stats/mean-and-variance.ts';
import { studentQuantile, studentTwoSidedP } from '../stats/student-t.ts';
import { welchDf } from '../stats/welch.ts';

/** One measure in each run of a group: logarithms of times, or plain shares. */
export interface Sample {
  readonly values: readonly number[];
  /** Variance of a value that chance inside the run, or how finely it is measured, makes by itself; no group's spread can be less. */
  readonly leastVariance: number;
}

export interface GroupTest {
  /** Mean of the second − mean of the first. */
  readonly difference: number;
  readonly interval: readonly [number, number];
  readonly p: number;
  readonly method: string;
}

/** A spread of fewer runs is no spread that one more run could be held against. */
export const LEAST_TO_PREDICT = 3;

/**
 * Whether two groups of runs differ: Welch's test (see stats/welch.ts), with no variance below what chance inside each run makes. One
 * run against three or more is held against their spread: t = (x − mean) ÷ (s·√(1 + 1/n)) with n − 1 degrees of freedom, the
 * prediction interval of Hahn and Meeker, Statistical Intervals (1991), §4.8. `null`: too few runs to say anything.
 */
export function testGroups(first: Sample, second: Sample, confidence = 0.95): GroupTest | null {
  const [a, b] = [meanAndVariance(first.values), meanAndVariance(second.values)];
  const [na, nb] = [first.values.length, second.values.length];
  const difference = b.mean - a.mean;
  const [va, vb] = [Math.max(a.variance, first.leastVariance), Math.max(b.variance, second.leastVariance)];
  if (na >= 2 && nb >= 2) {
    const method = 'Welch’s t-test over runs';
    // All runs alike on both sides: a share of 100 % in each of them, say.
    if (va + vb === 0) return { difference, interval: [difference, difference], p: difference === 0 ? 1 : 0, method };
    return tested(difference, Math.sqrt(va / na + vb / nb), welchDf(va / na, na, vb / nb, nb), method);
  }
  const [n, variance] = na === 1 ? [nb, vb] : [na, va];
  if (Math.min(na, nb) !== 1 || n < LEAST_TO_PREDICT) return null;
  const method = 'one run against the spread between the others';
  if (variance === 0) return { difference, interval: [difference, difference], p: difference === 0 ? 1 : 0, method };
  return tested(difference, Math.sqrt(variance * (1 + 1 / n)), n - 1, method);

  function tested(of: number, standardError: number, df: number, method: string): GroupTest {
    const reach = studentQuantile(1 - (1 - confidence) / 2, df) * standardError;
    return { difference: of, interval: [of - reach, of + reach], p: studentTwoSidedP(of / standardError, df), method };
  }
}
