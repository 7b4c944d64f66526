import type { ArrivalSpec } from '../../manifest/load-spec.ts';
import { createRandom } from '../../random/create-random.ts';
import { exponential } from '../../random/exponential.ts';
import type { ArrivalSequence, Shard } from './arrival-sequence.ts';
import { constantArrivals } from './constant-arrivals.ts';
import { poissonArrivals } from './poisson-arrivals.ts';
import { RateSchedule } from './rate-schedule.ts';
import { scheduledArrivals, scheduledPoissonArrivals } from './scheduled-arrivals.ts';

/** The arrivals that a manifest asks for: same spec, seed, shard and start, same times. */
export function arrivalSequence(spec: ArrivalSpec, seed: number, shard: Shard, startAfterMs = 0): ArrivalSequence {
  const arrivals = fromItsBegin(spec, seed, shard);
  return startAfterMs === 0 ? arrivals : { next: () => arrivals.next() + startAfterMs * 1000 };
}

function fromItsBegin(spec: ArrivalSpec, seed: number, shard: Shard): ArrivalSequence {
  const random = createRandom(seed);
  const draw = (): number => exponential(random, 1);
  switch (spec.kind) {
    case 'constant':
      return constantArrivals(spec.ratePerSecond, shard);
    case 'poisson':
      return poissonArrivals(spec.ratePerSecond, shard, draw);
    case 'stages': {
      const schedule = new RateSchedule(spec);
      return spec.spacing === 'poisson' ? scheduledPoissonArrivals(schedule, shard, draw) : scheduledArrivals(schedule, shard);
    }
    default:
      return spec satisfies never;
  }
}
