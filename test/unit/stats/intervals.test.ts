import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random/create-random.ts';
import { secondsWithout } from '../../../src/stats/bad-spells.ts';
import { stallSource } from '../../bench/stats/series.ts';
import { regimeInterval } from '../../../src/stats/batch-means.ts';
import { binomialAtLeast, binomialAtMost } from '../../../src/stats/binomial-tail.ts';
import { effectiveSeconds } from '../../../src/stats/effective-seconds.ts';
import { incompleteBeta, inverseIncompleteBeta, logBeta } from '../../../src/stats/incomplete-beta.ts';
import { normalQuantile } from '../../../src/stats/normal.ts';
import { percentileRanks } from '../../../src/stats/order-statistics.ts';
import { clopperPearson, wilson } from '../../../src/stats/proportion-interval.ts';
import { rankOf } from '../../../src/stats/rank.ts';
import { studentQuantile } from '../../../src/stats/student-t.ts';

describe('the incomplete beta function', () => {
  it('sums a binomial tail as adding its terms does', () => {
    const terms = (n: number, p: number): number[] => {
      const all = [(1 - p) ** n];
      for (let k = 1; k <= n; k += 1) all.push(((all[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
      return all;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.01, max: 0.9, noNaN: true }), fc.nat(300), (n, p, at) => {
        const k = Math.min(at, n);
        const sum = terms(n, p)
          .slice(0, k + 1)
          .reduce((total, term) => total + term, 0);
        expect(binomialAtMost(k, n, p)).toBeCloseTo(sum, 10);
        expect(binomialAtLeast(k + 1, n, p)).toBeCloseTo(1 - sum, 10);
      }),
    );
  });

  it('is right where 100 terms are not: half of a symmetric one, however large', () => {
    for (const a of [5, 5_000, 500_000, 50_000_000]) expect(incompleteBeta(0.5, a, a)).toBeCloseTo(0.5, 9);
  });

  it.each([
    // R: pbeta(0.01, 37, 3652), pbeta(0.2, 2.5, 7.25), qbeta(0.975, 11, 990)
    [0.2, 2.5, 7.25],
    [0.01, 37, 3652],
    [0.6, 0.5, 0.5],
  ])('mirrors itself and is its inverse’s inverse at %s, %s, %s', (x, a, b) => {
    expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 12);
    expect(inverseIncompleteBeta(incompleteBeta(x, a, b), a, b)).toBeCloseTo(x, 10);
  });

  it('agrees with the arcsine law, which has a closed form', () => {
    for (const x of [0.001, 0.3, 0.77]) expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
    expect(logBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 12);
    expect(logBeta(3, 4)).toBeCloseTo(-Math.log(60), 12);
  });
});

describe('quantiles of jstat, as tables print them', () => {
  it.each([
    [normalQuantile(0.975), 1.959963984540054],
    [normalQuantile(0.9999), 3.719016485455709],
    [studentQuantile(0.975, 9), 2.2621571627409915],
    [studentQuantile(0.975, 1), 12.706204736432095],
    [studentQuantile(0.995, 30), 2.7499956535670305],
  ])('%s is %s', (found, table) => {
    expect(found).toBeCloseTo(table, 7);
  });
});

describe('intervals of a share', () => {
  it('are the published ones for 10 of 100 (Clopper-Pearson .0490–.1762; Wilson .0552–.1744)', () => {
    const exact = clopperPearson(10, 100, 0.95);
    expect(exact[0]).toBeCloseTo(0.04900469, 7);
    expect(exact[1]).toBeCloseTo(0.1762226, 7);
    const score = wilson(10, 100, 0.95);
    expect(score[0]).toBeCloseTo(0.05522914, 7);
    expect(score[1]).toBeCloseTo(0.17436566, 7);
  });

  it('are those of Newcombe’s table 1 (1998) for 81 of 263 and 15 of 148', () => {
    expect(wilson(81, 263, 0.95).map((bound) => bound.toFixed(4))).toEqual(['0.2553', '0.3662']);
    expect(clopperPearson(81, 263, 0.95).map((bound) => bound.toFixed(4))).toEqual(['0.2527', '0.3676']);
    expect(wilson(15, 148, 0.95).map((bound) => bound.toFixed(4))).toEqual(['0.0624', '0.1605']);
    expect(clopperPearson(15, 148, 0.95).map((bound) => bound.toFixed(4))).toEqual(['0.0578', '0.1617']);
  });

  it.each([
    [72, 0.05],
    [368, 0.01],
    [3_688, 0.001],
    [36_887, 0.0001],
  ])('first exclude the limit at n = %i with none over it', (n, share) => {
    expect(clopperPearson(0, n, 0.95)[1]).toBeLessThanOrEqual(share);
    expect(clopperPearson(0, n - 1, 0.95)[1]).toBeGreaterThan(share);
  });

  it('Wilson’s first excludes 0.1 % failures at 3,838', () => {
    expect(wilson(0, 3_838, 0.95)[1]).toBeLessThanOrEqual(0.001);
    expect(wilson(0, 3_837, 0.95)[1]).toBeGreaterThan(0.001);
  });
});

describe('ranks of a percentile', () => {
  it('hold the percentile’s own rank, and decide as Clopper and Pearson do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 9_999 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, p, part) => {
          const { low, high } = percentileRanks(p, n, 0.95);
          const rank = rankOf(p, n);
          expect(low).toBeLessThanOrEqual(rank);
          expect(high).toBeGreaterThanOrEqual(rank);
          const over = Math.floor(part * n);
          const [least, most] = clopperPearson(over, n, 0.95);
          const allowed = 1 - p / 10_000;
          // x(high) is under the limit, or x(low) is over it: `over` of n values are.
          expect(high <= n - over).toBe(most <= allowed + 1e-12);
          expect(low > n - over).toBe(least >= allowed - 1e-12);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the interval of a regime', () => {
  const seconds = (shares: readonly number[], n = 200) => shares.map((share) => ({ count: Math.round(share * n), n }));

  it('counts neighbours that resemble each other once', () => {
    const blocks = seconds(Array.from({ length: 120 }, (_, at) => (Math.floor(at / 12) % 2 === 0 ? 0.02 : 0.08)));
    const shuffled = seconds(Array.from({ length: 120 }, (_, at) => (at % 2 === 0 ? 0.02 : 0.08)));
    const [slow, fast] = [regimeInterval(blocks, 0.95, 120), regimeInterval(shuffled, 0.95, 120)];
    expect(fast?.designEffect).toBe(1);
    expect(slow?.designEffect).toBeGreaterThan(10);
    expect(slow?.nEffective).toBeLessThan((fast?.nEffective ?? 0) / 10);
    expect(effectiveSeconds(blocks)).toBeLessThan(20);
    expect(effectiveSeconds(shuffled)).toBeGreaterThan(60);
  });

  it('is never narrower than independent arrivals’', () => {
    const [low, high] = regimeInterval(seconds(Array.from({ length: 60 }, () => 0.05)), 0.95, 60)?.interval ?? [0, 0];
    const exact = clopperPearson(600, 12_000, 0.95);
    expect(low).toBeLessThan(exact[0]);
    expect(high).toBeGreaterThan(exact[1]);
  });

  it('has as many degrees of freedom as batches that can be independent, and fewer where one holds all that was seen', () => {
    // ±1 in turn: the batches' kurtosis is 1, and all 9 degrees stand.
    const even = seconds(Array.from({ length: 100 }, (_, at) => (Math.floor(at / 10) % 2 === 0 ? 0.02 : 0.08)));
    expect(regimeInterval(even, 0.95, 100)?.df).toBe(9);
    expect(regimeInterval(even, 0.95, 20)?.df).toBe(4);
    expect(regimeInterval(even, 0.95, 2)?.df).toBe(1);
    // One batch of ten: kurtosis (0.9 × 0.1⁴ + 0.1 × 0.9⁴) ÷ 0.09² = 8.11, 20 ÷ (8.11 − 7/9) = 2.73.
    const stall = seconds(Array.from({ length: 100 }, (_, at) => (at === 42 ? 1 : 0)));
    expect(regimeInterval(stall, 0.95, 100)?.df).toBeCloseTo(2.7273, 3);
    const width = (of: ReturnType<typeof regimeInterval>): number => (of === null ? 0 : of.interval[1] - of.interval[0]);
    expect(width(regimeInterval(even, 0.95, 20))).toBeGreaterThan(width(regimeInterval(even, 0.95, 100)) * 1.15);
  });

  it('counts spells where there are two or fewer: batches cannot tell how often they come', () => {
    const among = (length: number, ...bad: readonly number[]) => seconds(Array.from({ length }, (_, at) => (bad.includes(at) ? 1 : 0)));
    // None in 144 s: units of two seconds, 72 of them, which is what a p95 needs.
    expect(regimeInterval(among(144), 0.95, 144)).toMatchObject({ spells: 0, nEffective: 72 });
    expect(regimeInterval(among(144), 0.95, 144)?.interval[1]).toBeLessThan(0.05);
    expect(regimeInterval(among(142), 0.95, 142)?.interval[1]).toBeGreaterThan(0.05);
    expect([secondsWithout(0.05, 0.95), secondsWithout(0.01, 0.95)]).toEqual([144, 735]);
    expect(regimeInterval(among(120, 30, 31, 32), 0.95, 120)).toMatchObject({ spells: 1, nEffective: expect.closeTo(120 / 4.5, 9) });
    expect(regimeInterval(among(120, 30, 31, 32, 60), 0.95, 120)).toMatchObject({ spells: 2, nEffective: 30 });
    expect(regimeInterval(among(120, 30, 60, 90), 0.95, 120)?.spells).toBeNull();
    // More than half of the seconds: that is how it is.
    expect(regimeInterval(seconds(Array.from({ length: 120 }, () => 0.05)), 0.95, 120)?.spells).toBeNull();
  });

  it('of a spell in which few were bad still holds the share that was seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(290), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 50 })), { maxLength: 3 }),
        (spells) => {
          const series = Array.from({ length: 300 }, (_, at) => {
            const found = spells.find(([from, length]) => at >= from && at < from + length);
            return { count: found?.[2] ?? 0, n: 50 };
          });
          const share = series.reduce((sum, { count }) => sum + count, 0) / 15_000;
          const [low, high] = regimeInterval(series, 0.95, 300)?.interval ?? [1, 0];
          expect(low).toBeLessThanOrEqual(share);
          expect(high).toBeGreaterThanOrEqual(share);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('holds the truth of stalls that the phase is too short for, where the guard lets it through', () => {
    const random = createRandom(7);
    const stalls = stallSource(5, 0.05);
    let [judged, covered] = [0, 0];
    for (let run = 0; run < 60; run += 1) {
      const { over, median } = stalls(60, random);
      const worth = effectiveSeconds(median);
      const found = regimeInterval(over, 0.95, worth);
      if (found === null || worth < 20) continue;
      judged += 1;
      if (found.interval[0] <= 0.05 && found.interval[1] >= 0.05) covered += 1;
    }
    expect(judged).toBeGreaterThan(15);
    expect(covered / judged).toBeGreaterThan(0.9);
  });

  it('has nothing to say of fewer than ten seconds, or of silence', () => {
    expect(regimeInterval(seconds(Array.from({ length: 9 }, () => 0.1)), 0.95, 9)).toBeNull();
    expect(
      regimeInterval(
        seconds(
          Array.from({ length: 30 }, () => 0.1),
          0,
        ),
        0.95,
        30,
      ),
    ).toBeNull();
  });
});
