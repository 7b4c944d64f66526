import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalSequence } from '../../../../src/load/arrivals/arrival-sequence-of.ts';
import { RateSchedule } from '../../../../src/load/arrivals/rate-schedule.ts';
import type { ArrivalSpec } from '../../../../src/manifest/load-spec.ts';

const ALONE = { worker: 0, of: 1 };

const stages = fc.record({
  kind: fc.constant('stages' as const),
  startRatePerSecond: fc.integer({ min: 0, max: 2000 }),
  stages: fc.array(fc.record({ toPerSecond: fc.integer({ min: 0, max: 2000 }), overMs: fc.constantFrom(0, 1, 250, 1000, 5000) }), {
    minLength: 1,
    maxLength: 6,
  }),
  spacing: fc.constantFrom('constant' as const, 'poisson' as const),
});

const ramp: ArrivalSpec = {
  kind: 'stages',
  startRatePerSecond: 0,
  stages: [{ toPerSecond: 100, overMs: 2000 }],
  spacing: 'constant',
};

describe('RateSchedule', () => {
  it('expects the area under the rate: a ramp to 100/s in 2 s is 100 arrivals, and then 100 a second', () => {
    const schedule = new RateSchedule(ramp);
    expect([0, 1e6, 2e6, 3e6].map((us) => schedule.expectedBy(us))).toEqual([0, 25, 100, 200]);
    expect(schedule.peakPerSecond).toBeCloseTo(100, 9);
  });

  it('a step changes the rate at once', () => {
    const spec: ArrivalSpec = {
      ...ramp,
      startRatePerSecond: 10,
      stages: [
        { toPerSecond: 10, overMs: 1000 },
        { toPerSecond: 50, overMs: 0 },
      ],
    };
    expect(new RateSchedule(spec).expectedBy(2e6)).toBeCloseTo(60, 9);
  });

  it('a plain rate is the schedule of one stage', () => {
    expect(new RateSchedule({ kind: 'poisson', ratePerSecond: 30 }).expectedBy(2e6)).toBeCloseTo(60, 9);
  });

  it('timeOf is the inverse of expectedBy, and never falls', () => {
    fc.assert(
      fc.property(stages, fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { maxLength: 50 }), (spec, unordered) => {
        const schedule = new RateSchedule(spec);
        const cursor = { at: 0 };
        let before = 0;
        for (const n of unordered.toSorted((a, b) => a - b)) {
          const us = schedule.timeOf(n, cursor);
          expect(us).toBeGreaterThanOrEqual(before);
          before = us;
          if (us < Infinity) expect(Math.abs(schedule.expectedBy(us) - n)).toBeLessThan(1e-6 * (1 + n));
          else expect(schedule.expectedBy(1e12)).toBeLessThanOrEqual(n + 1e-6);
        }
      }),
    );
  });
});

describe('arrivals by stages', () => {
  it('never go back in time, and are the same for the same seed', () => {
    fc.assert(
      fc.property(stages, fc.integer({ min: 0 }), (spec, seed) => {
        const [one, other] = [take(spec, seed, 300), take(spec, seed, 300)];
        expect(other).toEqual(one);
        expect(one.every((us, index) => index === 0 || us >= (one[index - 1] ?? 0))).toBe(true);
      }),
    );
  });

  it('evenly spaced, exactly as many come as the schedule expects', () => {
    fc.assert(
      fc.property(stages, fc.integer({ min: 1, max: 8_000_000 }), (spec, us) => {
        const even = { ...spec, spacing: 'constant' as const };
        const expected = new RateSchedule(even).expectedBy(us);
        const arrivals = arrivalSequence(even, 0, ALONE);
        let count = 0;
        while (arrivals.next() < us) count++;
        expect(Math.abs(count - expected)).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });

  it('workers share them: taken together they are the schedule of one', () => {
    fc.assert(
      fc.property(stages, fc.integer({ min: 0 }), fc.integer({ min: 1, max: 4 }), (spec, seed, of) => {
        const whole = take(spec, seed, 60);
        const shares = Array.from({ length: of }, (_, worker) => arrivalSequence(spec, seed, { worker, of }));
        expect(whole.map((_, index) => shares[index % of]?.next())).toEqual(whole);
      }),
    );
  });

  it('a start offset moves all of them', () => {
    const late = arrivalSequence(ramp, 1, ALONE, 1500);
    const prompt = arrivalSequence(ramp, 1, ALONE);
    for (let n = 0; n < 50; n++) expect(late.next()).toBeCloseTo(prompt.next() + 1_500_000, 6);
  });

  it('a rate of 0 at the end is the end', () => {
    const spec: ArrivalSpec = {
      ...ramp,
      startRatePerSecond: 10,
      stages: [
        { toPerSecond: 10, overMs: 1000 },
        { toPerSecond: 0, overMs: 0 },
      ],
    };
    const times = take(spec, 0, 12);
    expect(times.slice(0, 10).every((us) => us < 1e6)).toBe(true);
    expect(times.slice(10)).toEqual([Infinity, Infinity]);
  });
});

describe('Poisson arrivals', () => {
  const n = 100_000;
  /** Two-sided, 1 %: 1.6276 ÷ √n (Smirnov 1948), for n this large. */
  const critical = 1.6276 / Math.sqrt(n);

  it.each([1, 42, 20_261_121])('pass a Kolmogorov–Smirnov test against the exponential at 1 % (seed %d)', (seed) => {
    const times = take({ kind: 'poisson', ratePerSecond: 5000 }, seed, n);
    const gaps = times.map((us, index) => (us - (times[index - 1] ?? 0)) / 200);
    expect(distanceFromExponential(gaps)).toBeLessThan(critical);
  });

  it('whose rate changes, pass it in the schedule’s own time (time rescaling)', () => {
    const spec: ArrivalSpec = {
      ...ramp,
      stages: [
        { toPerSecond: 9000, overMs: 5000 },
        { toPerSecond: 300, overMs: 4000 },
      ],
      spacing: 'poisson',
    };
    const schedule = new RateSchedule(spec);
    const expected = take(spec, 7, n).map((us) => schedule.expectedBy(us));
    expect(distanceFromExponential(expected.map((value, index) => value - (expected[index - 1] ?? 0)))).toBeLessThan(critical);
  });

  it('the test has teeth: even gaps fail it', () => {
    expect(distanceFromExponential(Array.from({ length: n }, () => 1))).toBeGreaterThan(critical);
  });
});

function take(spec: ArrivalSpec, seed: number, count: number): number[] {
  const arrivals = arrivalSequence(spec, seed, ALONE);
  return Array.from({ length: count }, () => arrivals.next());
}

/** Greatest distance between the empirical distribution and 1 − e^−x. */
function distanceFromExponential(gaps: readonly number[]): number {
  const sorted = gaps.toSorted((a, b) => a - b);
  return sorted.reduce((worst, gap, index) => {
    const truth = 1 - Math.exp(-gap);
    return Math.max(worst, truth - index / sorted.length, (index + 1) / sorted.length - truth);
  }, 0);
}
