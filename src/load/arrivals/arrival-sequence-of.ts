import type { ArrivalSpec } from '../../manifest/experiment.ts';
import { createRandom } from '../../random/create-random.ts';
import { exponential } from '../../random/exponential.ts';
import type { ArrivalSequence, Shard } from './arrival-sequence.ts';
import { constantArrivals } from './constant-arrivals.ts';
import { poissonArrivals } from './poisson-arrivals.ts';

/** The arrivals that a manifest asks for: same spec, seed and shard, same times. */
export function arrivalSequence(spec: ArrivalSpec, seed: number, shard: Shard): ArrivalSequence {
  switch (spec.kind) {
    case 'constant':
      return constantArrivals(spec.ratePerSecond, shard);
    case 'poisson': {
      const random = createRandom(seed);
      return poissonArrivals(spec.ratePerSecond, shard, () => exponential(random, 1));
    }
    default:
      return spec satisfies never;
  }
}
