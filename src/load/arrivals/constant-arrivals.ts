import type { ArrivalSequence, Shard } from './arrival-sequence.ts';

/**
 * Arrival i is intended at i ÷ rate. Always from the start, never "the last one plus a period": rounding and lateness must not
 * accumulate into a rate that was never asked for.
 */
export function constantArrivals(ratePerSecond: number, shard: Shard): ArrivalSequence {
  let index = shard.worker;
  return {
    next: () => {
      const intendedUs = (index * 1e6) / ratePerSecond;
      index += shard.of;
      return intendedUs;
    },
  };
}
