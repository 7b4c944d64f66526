import { proportionInterval } from '../stats/proportion-interval.ts';
import type { Interval } from '../stats/proportion-interval.ts';
import type { ShareLimit } from './share-limit.ts';

/** Which side of the limit a whole interval of the share of bad arrivals lies on; `null`: it holds the limit. */
export function decideShare([low, high]: Interval, { allowedBad, wantsFew }: ShareLimit): boolean | null {
  // 1 − 0.999 is not quite 0.001.
  const hair = 1e-12;
  if (high <= allowedBad + hair) return wantsFew;
  if (low >= allowedBad - hair) return !wantsFew;
  return null;
}

/** A limit of no bad arrival at all, or of nothing but: no interval lies beyond it, so what was counted is compared as it is. */
export function isCensus({ allowedBad }: ShareLimit): boolean {
  return allowedBad <= 1e-12 || allowedBad >= 1 - 1e-12;
}

const MOST_SAMPLES = 1e9;

/** How many samples would decide it, were the share what it is now; `null`: the share is the limit, or more than a billion. */
export function samplesToDecide(share: number, limit: ShareLimit, confidence: number): number | null {
  if (isCensus(limit) || Math.abs(share - limit.allowedBad) < 1e-9) return null;
  const decided = (n: number): boolean => decideShare(proportionInterval(share * n, n, confidence, limit.method), limit) !== null;
  let high = 1;
  while (!decided(high)) {
    high *= 2;
    if (high > MOST_SAMPLES) return null;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (decided(middle)) high = middle;
    else low = middle;
  }
  return high;
}
