import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivalSequence } from '../../../../src/load/arrivals/arrival-sequence-of.ts';
import type { ArrivalSpec } from '../../../../src/manifest/load-spec.ts';

const take = (spec: ArrivalSpec, seed: number, count: number, worker = 0, of = 1): number[] => {
  const arrivals = arrivalSequence(spec, seed, { worker, of });
  return Array.from({ length: count }, () => arrivals.next());
};
const spec = fc.record({
  kind: fc.constantFrom('constant' as const, 'poisson' as const),
  ratePerSecond: fc.double({ min: 0.1, max: 50_000, noNaN: true }),
});
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('the same seed gives the same arrivals', () => {
  fc.assert(
    fc.property(spec, seed, (arrivals, s) => {
      expect(take(arrivals, s, 50)).toEqual(take(arrivals, s, 50));
    }),
  );
});

test('another seed gives other Poisson arrivals', () => {
  const poisson: ArrivalSpec = { kind: 'poisson', ratePerSecond: 100 };
  expect(take(poisson, 1, 20)).not.toEqual(take(poisson, 2, 20));
});

test('arrivals never go back in time', () => {
  fc.assert(
    fc.property(spec, seed, (arrivals, s) => {
      const times = take(arrivals, s, 200);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('workers together make up exactly the schedule of one worker alone', () => {
  fc.assert(
    fc.property(spec, seed, fc.integer({ min: 1, max: 5 }), (arrivals, s, workers) => {
      const shares = Array.from({ length: workers }, (_, worker) => take(arrivals, s, 20, worker, workers));
      expect(shares.flat().toSorted((a, b) => a - b)).toEqual(take(arrivals, s, 20 * workers));
    }),
  );
});

describe('constant', () => {
  test('the millionth arrival is not off by an accumulated rounding error', () => {
    const arrivals = arrivalSequence({ kind: 'constant', ratePerSecond: 3 }, 0, { worker: 0, of: 1 });
    let last = 0;
    for (let i = 0; i <= 3_000_000; i++) last = arrivals.next();
    expect(last).toBe(1e12);
  });
});

describe('Poisson', () => {
  /** Kolmogorov–Smirnov against 1 − e^(−x); the critical value at 1 % is 1.628 ÷ √n (Massey, JASA 1951). */
  test('100,000 gaps pass a Kolmogorov–Smirnov test against the exponential at 1 %', () => {
    const n = 100_000;
    const times = take({ kind: 'poisson', ratePerSecond: 1000 }, 42, n);
    const gaps = times.map((t, i) => (t - (times[i - 1] ?? 0)) / 1000).toSorted((a, b) => a - b);
    const distance = gaps.reduce((worst, gap, i) => {
      const model = 1 - Math.exp(-gap);
      return Math.max(worst, Math.abs(model - i / n), Math.abs(model - (i + 1) / n));
    }, 0);
    expect(distance).toBeLessThan(1.628 / Math.sqrt(n));
  });
});
