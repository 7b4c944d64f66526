import type { Moments } from './moments.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './proportion-interval.ts';
import { studentQuantile } from './student-t.ts';

/** Beyond this many degrees of freedom t is normal to six digits, and the quantile's series is not. */
const MOST_DF = 1e5;

/** Standard error of the mean of independent values. n > 1. */
export function meanError({ n, variance }: Moments): number {
  return Math.sqrt(variance / (n - 1));
}

/**
 * Two-sided, of the mean. Latencies lean to the right, and the symmetrical interval of Student then misses above: so t is taken through
 * the cubic that removes the skewness (Hall, JRSS B 54, 1992; as in Zhou and Gao, The American Statistician 54, 2000). n > 1.
 */
export function meanInterval(moments: Moments, confidence: number): Interval {
  const error = meanError(moments);
  const t = studentQuantile(1 - (1 - confidence) / 2, Math.min(MOST_DF, moments.n - 1));
  return [moments.mean - error * unskewed(t, moments), moments.mean - error * unskewed(-t, moments)];
}

/** The T of which T + aT²/3 + a²T³/27 + a/6 = t, with a = skewness ÷ √n: the cubic is monotone. */
function unskewed(t: number, { n, skewness }: Moments): number {
  const a = skewness / Math.sqrt(n);
  if (Math.abs(a) < 1e-9) return t;
  return (3 / a) * (Math.cbrt(1 + a * (t - a / 6)) - 1);
}

/**
 * Standard error of the logarithm of the standard deviation of independent values, of any distribution with a fourth moment: half of
 * that of the variance's, √((κ − (n − 3)/n) ÷ (n − 1)). n > 3.
 */
export function deviationError({ n, kurtosis }: Moments): number {
  return Math.sqrt(Math.max(0, kurtosis - (n - 3) / n) / (n - 1)) / 2;
}

/**
 * Two-sided, of the standard deviation: normal on its logarithm (Bonett, Computational Statistics & Data Analysis 50, 2006, with the
 * kurtosis about the mean in place of that about a trimmed mean, which histograms of merged parts do not keep). n > 4.
 */
export function deviationInterval(moments: Moments, confidence: number): Interval {
  const { n, variance } = moments;
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const small = n / (n - z);
  const centre = Math.sqrt(small * ((variance * n) / (n - 1)));
  const reach = Math.exp(z * small * deviationError(moments));
  return [centre / reach, centre * reach];
}
