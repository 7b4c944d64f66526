import type { ArrivalSpec } from '../../manifest/load-spec.ts';

/** A stretch on which the rate is linear. `toUs` of the last is Infinity, and its rate constant. */
interface Stretch {
  readonly fromUs: number;
  readonly toUs: number;
  readonly fromRate: number;
  readonly toRate: number;
  /** Expected arrivals before it. */
  readonly before: number;
}

/**
 * A rate over time, and its integral Λ(t): the arrivals expected by t. Times are µs from where the load begins, rates per µs.
 * Where the schedule's rate is r(t), arrival number n is due at Λ⁻¹(n), and a Poisson process of rate 1 put through Λ⁻¹ is one of
 * rate r(t) (time rescaling; Cinlar, Introduction to Stochastic Processes, 4.7).
 */
export class RateSchedule {
  readonly #stretches: readonly Stretch[];

  constructor(spec: ArrivalSpec) {
    this.#stretches = stretchesOf(spec);
  }

  get peakPerSecond(): number {
    return 1e6 * this.#stretches.reduce((peak, { fromRate, toRate }) => Math.max(peak, fromRate, toRate), 0);
  }

  /** Λ(t); 0 before the load begins. */
  expectedBy(us: number): number {
    if (us <= 0) return 0;
    const stretch = this.#stretches.findLast(({ fromUs }) => fromUs <= us);
    return stretch === undefined ? 0 : stretch.before + within(stretch, us - stretch.fromUs);
  }

  /** Λ⁻¹: the last moment by which no more than `n` are expected; Infinity where there never are. `from` is a stretch to begin at. */
  timeOf(n: number, cursor: { at: number } = { at: 0 }): number {
    for (; cursor.at < this.#stretches.length; cursor.at++) {
      const stretch = this.#stretches[cursor.at];
      const next = this.#stretches[cursor.at + 1];
      if (stretch !== undefined && n < (next?.before ?? Infinity)) return stretch.fromUs + inverse(stretch, n - stretch.before);
    }
    return Infinity;
  }
}

function stretchesOf(spec: ArrivalSpec): Stretch[] {
  if (spec.kind !== 'stages') return [endless(0, spec.ratePerSecond / 1e6, 0)];
  const stretches: Stretch[] = [];
  let fromUs = 0;
  let fromRate = spec.startRatePerSecond / 1e6;
  let before = 0;
  for (const { toPerSecond, overMs } of spec.stages) {
    const toRate = toPerSecond / 1e6;
    const toUs = fromUs + overMs * 1000;
    if (overMs > 0) stretches.push({ fromUs, toUs, fromRate, toRate, before });
    before += ((fromRate + toRate) / 2) * (toUs - fromUs);
    fromUs = toUs;
    fromRate = toRate;
  }
  return [...stretches, endless(fromUs, fromRate, before)];
}

function endless(fromUs: number, rate: number, before: number): Stretch {
  return { fromUs, toUs: Infinity, fromRate: rate, toRate: rate, before };
}

/** Expected arrivals in the first `us` of a stretch: r₀·t + ½·slope·t². */
function within({ fromUs, toUs, fromRate, toRate }: Stretch, us: number): number {
  return fromRate * us + (slopeOf(fromUs, toUs, fromRate, toRate) * us * us) / 2;
}

/**
 * When the first `n` of a stretch are through: the root of ½·slope·t² + r₀·t = n, in the form that loses no digits where the slope
 * is small (Press et al., Numerical Recipes, 5.6).
 */
function inverse({ fromUs, toUs, fromRate, toRate }: Stretch, n: number): number {
  if (n <= 0 && fromRate > 0) return 0;
  const slope = slopeOf(fromUs, toUs, fromRate, toRate);
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * n));
  if (fromRate + root === 0) return slope > 0 ? 0 : Infinity;
  return Math.min((2 * n) / (fromRate + root), toUs - fromUs);
}

function slopeOf(fromUs: number, toUs: number, fromRate: number, toRate: number): number {
  return toUs === Infinity ? 0 : (toRate - fromRate) / (toUs - fromUs);
}
