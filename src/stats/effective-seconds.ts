import type { CountedSecond } from './batch-means.ts';

/**
 * How many independent seconds a series is worth: m ÷ (1 + 2·Σρ), the autocorrelations summed as long as those of neighbouring lags
 * sum to more than 0 and do not grow (initial monotone sequence: Geyer, Statistical Science 7, 1992). Autocovariances are over m, and
 * their bias of −(variance of the mean) is put back, since a short series looks less slow than it is. The sum over M lags is itself
 * uncertain by a share of √(2·(2M + 1) ÷ m) (Madras and Sokal, Journal of Statistical Physics 50, 1988): that much is added, so that a
 * system is not taken for livelier than it is by luck. At most m.
 */
export function effectiveSeconds(seconds: readonly CountedSecond[]): number {
  const shares = seconds.filter(({ n }) => n > 0).map(({ count, n }) => count / n);
  const m = shares.length;
  if (m < 2) return m;
  const mean = shares.reduce((sum, share) => sum + share, 0) / m;
  const centred = shares.map((share) => share - mean);
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let at = lag; at < m; at += 1) sum += (centred[at] ?? 0) * (centred[at - lag] ?? 0);
    return sum / m;
  };
  const variance = covariance(0);
  if (variance <= 1e-12) return m;
  const ofTheMean = (variance * integratedTime(covariance, variance, 0, m).time) / m;
  const { time, lags } = integratedTime(covariance, variance, ofTheMean, m);
  // What shows no correlation at all needs no margin.
  const margin = time <= 1 ? 1 : 1 + Math.sqrt((2 * (2 * lags + 1)) / m);
  return Math.min(m, m / Math.max(1, time * margin));
}

/** 1 + 2·Σρ, each covariance raised by `bias`. */
function integratedTime(
  covariance: (lag: number) => number,
  variance: number,
  bias: number,
  m: number,
): { readonly time: number; readonly lags: number } {
  let total = -1;
  let lags = 0;
  let previous = Infinity;
  for (let lag = 0; lag + 1 < m / 2; lag += 2) {
    const pair = (covariance(lag) + covariance(lag + 1) + 2 * bias) / (variance + bias);
    if (pair <= 0) break;
    previous = Math.min(previous, pair);
    total += 2 * previous;
    lags = lag + 1;
  }
  return { time: Math.max(total, 1 / m), lags };
}
