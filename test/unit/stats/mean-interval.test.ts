import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random/create-random.ts';
import { jackknifeInterval } from '../../../src/stats/jackknife.ts';
import { deviationError, deviationInterval, meanError, meanInterval } from '../../../src/stats/mean-interval.ts';
import { momentsOf } from '../../../src/stats/moments.ts';
import type { Moments } from '../../../src/stats/moments.ts';

const powers = (values: readonly number[]): number[] => [1, 2, 3, 4].map((power) => values.reduce((sum, x) => sum + x ** power, 0));
const moments = (values: readonly number[]): Moments => momentsOf(values.length, powers(values));

describe('moments from sums of powers', () => {
  it('are those about the mean, as summed one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 200 }), (values) => {
        const n = values.length;
        const mean = values.reduce((sum, x) => sum + x, 0) / n;
        const about = (power: number): number => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / n;
        const found = moments(values);
        expect(found.mean).toBeCloseTo(mean, 6);
        if (about(2) < mean * mean * 1e-4) return;
        expect(found.variance / about(2)).toBeCloseTo(1, 6);
        expect(found.skewness).toBeCloseTo(about(3) / about(2) ** 1.5, 4);
        expect(found.kurtosis / (about(4) / about(2) ** 2)).toBeCloseTo(1, 4);
      }),
    );
  });

  it('of what does not vary have no spread, whatever rounding leaves', () => {
    expect(moments(Array.from({ length: 997 }, () => 123_457))).toMatchObject({ variance: 0, skewness: 0, kurtosis: 1 });
  });
});

describe('the interval of a mean', () => {
  it('is Student’s where nothing leans', () => {
    // 1 … 9: mean 5, s² = 7.5, t(8) = 2.306.
    const [low, high] = meanInterval(moments([1, 2, 3, 4, 5, 6, 7, 8, 9]), 0.95);
    expect(low).toBeCloseTo(5 - 2.306 * Math.sqrt(7.5 / 9), 3);
    expect(high).toBeCloseTo(5 + 2.306 * Math.sqrt(7.5 / 9), 3);
  });

  it('reaches further to where the tail is, and grows with the confidence', () => {
    const leaning = moments([...Array.from({ length: 95 }, () => 10), ...Array.from({ length: 5 }, () => 200)]);
    const [low, high] = meanInterval(leaning, 0.95);
    expect(high - leaning.mean).toBeGreaterThan(leaning.mean - low);
    expect(meanInterval(leaning, 0.99)[1]).toBeGreaterThan(high);
    expect(meanInterval(moments(Array.from({ length: 50 }, () => 7)), 0.95)).toEqual([7, 7]);
  });
});

describe('the interval of a standard deviation', () => {
  it('is Bonett’s', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const [n, z] = [9, 1.959964];
    const c = n / (n - z);
    const error = c * Math.sqrt((1.77 - (n - 3) / n) / (n - 1));
    const [low, high] = deviationInterval(moments(values), 0.95);
    expect(low).toBeCloseTo(Math.sqrt(Math.exp(Math.log(c * 7.5) - z * error)), 3);
    expect(high).toBeCloseTo(Math.sqrt(Math.exp(Math.log(c * 7.5) + z * error)), 3);
  });
});

describe('on lognormal times, which lean heavily, 1,000 in each of 600 runs', () => {
  const random = createRandom(11);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const runs = Array.from({ length: 600 }, () => moments(Array.from({ length: 1000 }, () => Math.exp(0.5 * normal()))));
  const covered = (truth: number, interval: (of: Moments) => readonly [number, number]): number =>
    runs.filter((run) => interval(run)[0] <= truth && truth <= interval(run)[1]).length / runs.length;

  it('both intervals hold the truth nearly as often as they say', () => {
    expect(covered(Math.exp(0.125), (run) => meanInterval(run, 0.95))).toBeGreaterThan(0.93);
    expect(covered(Math.sqrt(Math.expm1(0.25) * Math.exp(0.25)), (run) => deviationInterval(run, 0.95))).toBeGreaterThan(0.9);
  });

  it('their errors are those of the values they are of', () => {
    const sd = (values: readonly number[]): number => Math.sqrt(moments(values.map((x) => x + 100)).variance);
    const half = Math.floor(runs.length / 2);
    expect(sd(runs.map((run) => run.mean)) / meanError(runs[half] ?? moments([1, 2]))).toBeCloseTo(1, 0);
    expect(sd(runs.map((run) => Math.log(run.variance) / 2)) / deviationError(runs[half] ?? moments([1, 2]))).toBeCloseTo(1, 0);
  });
});

describe('the jackknife over batches of seconds', () => {
  const seconds = (value: (second: number) => number) =>
    Array.from({ length: 100 }, (_, second) => ({ n: 50, sums: [50 * value(second)] }));
  const mean = (n: number, [sum = 0]: readonly number[]): number => sum / n;

  it('of a mean is the t interval of the ten batches’ means', () => {
    const found = jackknifeInterval(
      seconds((second) => Math.floor(second / 10)),
      mean,
      0.95,
      0,
    );
    // Batch means 0 … 9: s² = 55/6, t(9) = 2.262.
    expect(found?.standardError).toBeCloseTo(Math.sqrt(55 / 6 / 10), 9);
    expect(found?.interval[0]).toBeCloseTo(4.5 - 2.26216 * Math.sqrt(55 / 60), 4);
  });

  it('is never narrower than independent values would make it, and needs ten seconds', () => {
    expect(
      jackknifeInterval(
        seconds(() => 5),
        mean,
        0.95,
        0.1,
      )?.standardError,
    ).toBe(0.1);
    expect(jackknifeInterval(seconds(() => 5).slice(0, 9), mean, 0.95, 0.1)).toBeNull();
  });
});
