import type { Random } from './create-random.ts';

/** A waiting time between arrivals of a Poisson process, in the unit of 1/`rate`; by inversion, −ln(1 − u)/rate. Finite, ≥ 0. */
export function exponential(random: Random, rate: number): number {
  return -Math.log1p(-random.uniform()) / rate;
}
