import type { CountedSecond } from './batch-means.ts';

/**
 * How many independent seconds a series is worth: m ÷ (1 + 2·Σρ), the autocorrelations summed as long as those of neighbouring lags
 * sum to more than 0 and do not grow (initial monotone sequence: Geyer, Statistical Science 7, 1992). Autocovariances are over m, and
 * their bias of −(variance of the mean) is put back, since a short series looks less slow than it is. At most m.
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
  const first = integratedTime(covariance, variance, 0, m);
  const ofTheMean = (variance * first) / m;
  return Math.min(m, m / Math.max(1, integratedTime(covariance, variance, ofTheMean, m)));
}

/** 1 + 2·Σρ, each covariance raised by `bias`. */
function integratedTime(covariance: (lag: number) => number, variance: number, bias: number, m: number): number {
  let total = -1;
  let previous = Infinity;
  for (let lag = 0; lag + 1 < m / 2; lag += 2) {
    const pair = (covariance(lag) + covariance(lag + 1) + 2 * bias) / (variance + bias);
    if (pair <= 0) break;
    previous = Math.min(previous, pair);
    total += 2 * previous;
  }
  return Math.max(total, 1 / m);
}
