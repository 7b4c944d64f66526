/** Of some times: how many, and what their spread is like. In the unit of the times. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Over n. */
  readonly variance: number;
  /** Third standardised moment; 0 where there is no spread. */
  readonly skewness: number;
  /** Fourth standardised moment, 3 for a normal distribution; 1, the least there is, where there is no spread. */
  readonly kurtosis: number;
}

/**
 * Moments about the mean, from the sums of the first to fourth powers of `n` values. n > 0. What rounding leaves below the least that
 * is possible (variance 0, kurtosis 1 + skewness²: Pearson, Phil. Trans. A 216, 1916) is taken for that.
 */
export function momentsOf(n: number, [s1 = 0, s2 = 0, s3 = 0, s4 = 0]: readonly number[]): Moments {
  const mean = s1 / n;
  const square = s2 / n;
  const variance = Math.max(0, square - mean * mean);
  // Below this there is nothing but rounding.
  if (variance <= square * 1e-12) return { n, mean, variance: 0, skewness: 0, kurtosis: 1 };
  const third = s3 / n - 3 * mean * square + 2 * mean ** 3;
  const fourth = s4 / n - (4 * mean * s3) / n + 6 * mean * mean * square - 3 * mean ** 4;
  const skewness = third / variance ** 1.5;
  return { n, mean, variance, skewness, kurtosis: Math.max(fourth / variance ** 2, 1 + skewness ** 2) };
}
