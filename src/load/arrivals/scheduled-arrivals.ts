import type { ArrivalSequence, Shard } from './arrival-sequence.ts';
import type { RateSchedule } from './rate-schedule.ts';

/** Evenly spaced in expected arrivals: number i is due when the schedule expects i, so a ramp's gaps shrink as it climbs. */
export function scheduledArrivals(schedule: RateSchedule, shard: Shard): ArrivalSequence {
  const cursor = { at: 0 };
  let index = shard.worker;
  return {
    next: () => {
      const intendedUs = schedule.timeOf(index, cursor);
      index += shard.of;
      return intendedUs;
    },
  };
}

/**
 * A Poisson process whose rate follows the schedule. Every worker draws all of the gaps and takes its own arrivals.
 *
 * @param exponential draws from the exponential distribution with mean 1
 */
export function scheduledPoissonArrivals(schedule: RateSchedule, shard: Shard, exponential: () => number): ArrivalSequence {
  const cursor = { at: 0 };
  let expected = 0;
  let skip = shard.worker;
  return {
    next: () => {
      for (; skip >= 0; skip--) expected += exponential();
      skip = shard.of - 1;
      return schedule.timeOf(expected, cursor);
    },
  };
}
