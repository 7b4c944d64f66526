import type { ArrivalSequence, Shard } from './arrival-sequence.ts';

/**
 * A Poisson process: independent exponential gaps with mean 1 ÷ rate. Every worker draws all of the gaps from the same seed and
 * takes its own arrivals, so the common schedule does not depend on how many workers share it.
 *
 * @param exponential draws from the exponential distribution with mean 1
 */
export function poissonArrivals(ratePerSecond: number, shard: Shard, exponential: () => number): ArrivalSequence {
  const meanGapUs = 1e6 / ratePerSecond;
  let intendedUs = 0;
  let skip = shard.worker;
  return {
    next: () => {
      for (; skip >= 0; skip--) intendedUs += meanGapUs * exponential();
      skip = shard.of - 1;
      return intendedUs;
    },
  };
}
