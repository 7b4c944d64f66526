import { describe, expect, it } from 'vitest';
import { compareGroups, overallVerdict } from '../../../src/compare/compare-groups.ts';
import type { Measure, MeasuredRun } from '../../../src/compare/comparison.ts';
import { fisherExact } from '../../../src/compare/fisher-exact.ts';
import { testGroups } from '../../../src/compare/test-groups.ts';

const P95 = { load: 'get', probe: null, phase: 'baseline', metric: 'p95', of: 'response_time', unit: 'ms', count: 1_000 } as const;
const SUCCESS = { load: 'get', probe: null, phase: 'baseline', metric: 'success_rate', of: null, unit: 'ratio', count: 1_000 } as const;

let number = 0;
const run = (...measures: Measure[]): MeasuredRun => ({ run: `run-${number++}`, startedAt: '', measures });
const p95s = (...values: (number | null)[]): MeasuredRun[] => values.map((value) => run({ ...P95, value }));
const shares = (...values: number[]): MeasuredRun[] => values.map((value) => run({ ...SUCCESS, value }));

const only = (base: MeasuredRun[], others: MeasuredRun[]) => {
  const [row, ...more] = compareGroups(base, others);
  if (row === undefined || more.length > 0) throw new Error('there is not one row');
  return row;
};

describe('two groups of runs', () => {
  it('are told apart where the difference is beyond their spread, in per cent and with its interval', () => {
    const row = only(p95s(100, 102, 98, 101), p95s(110, 112, 109, 111));
    expect(row.verdict).toBe('worse');
    expect(row.change).toBeCloseTo(0.1022, 3);
    const [low = NaN, high = NaN] = row.interval ?? [];
    expect(low).toBeGreaterThan(0.07);
    expect(high).toBeLessThan(0.14);
  });

  it('say better where less time is spent, and where more succeeds', () => {
    expect(only(p95s(110, 112, 109, 111), p95s(100, 102, 98, 101)).verdict).toBe('better');
    expect(only(shares(0.8, 0.81, 0.79), shares(0.99, 0.98, 0.99)).verdict).toBe('better');
    expect(only(shares(0.99, 0.98, 0.99), shares(0.8, 0.81, 0.79)).verdict).toBe('worse');
  });

  it('show no difference within their spread, and say the smallest that they could have seen', () => {
    const row = only(p95s(100, 120, 90, 110), p95s(105, 118, 93, 108));
    expect(row.verdict).toBe('no-difference-shown');
    expect(row.smallestDetectable).toBeGreaterThan(0.2);
    expect(row.runsNeeded).toBeGreaterThan(4);
  });

  it('promise the runs of the rules for one measure: 3, 4, 7 and 25 a side at a spread of 2, 3, 5 and 10 %', () => {
    const promised = [0.02, 0.03, 0.05, 0.1].map((sd) => {
      const spread = [-1, 0, 1].map((step) => 100 * Math.exp(step * sd));
      return only(p95s(...spread), p95s(...spread)).runsNeeded;
    });
    expect(promised).toEqual([3, 4, 7, 25]);
  });

  it('need runs where each has but one', () => {
    const row = only(p95s(100), p95s(200));
    expect(row).toMatchObject({ verdict: 'needs-runs', p: null, interval: null });
    expect(row.change).toBeCloseTo(1);
  });

  it('of which one has a single run are held against the spread of the other', () => {
    const spread = [100, 102, 98, 101, 99];
    expect(only(p95s(...spread), p95s(103)).verdict).toBe('no-difference-shown');
    expect(only(p95s(...spread), p95s(130)).verdict).toBe('worse');
    expect(only(p95s(...spread), p95s(130)).smallestDetectable).toBeLessThan(0.15);
    expect(only(p95s(100, 102), p95s(130)).verdict).toBe('needs-runs');
  });

  it('do not find a difference between shares that chance alone makes, though their runs happen to be alike', () => {
    expect(only(shares(0.999, 0.999), shares(0.998, 0.998)).verdict).toBe('no-difference-shown');
    expect(only(shares(1, 1), shares(1, 1))).toMatchObject({ verdict: 'no-difference-shown', p: 1 });
    expect(only(shares(1, 1, 1), shares(0, 0, 0)).verdict).toBe('worse');
  });

  it('whose percentile falls among the failures are compared by how many do', () => {
    expect(only(p95s(100, 101, 99, 100, 98), p95s(null, null, null, null, null))).toMatchObject({ verdict: 'worse', change: null });
    expect(only(p95s(100, 101, 99), p95s(null, 100, 99)).verdict).toBe('no-difference-shown');
    expect(only(p95s(100), p95s(null)).verdict).toBe('needs-runs');
    expect(only(p95s(null, null), p95s(null)).verdict).toBe('no-difference-shown');
  });

  it('do not differ because their times lie in neighbouring buckets of a histogram', () => {
    expect(only(p95s(101.247, 101.247), p95s(101.311, 101.311)).verdict).toBe('no-difference-shown');
    expect(only(p95s(5.003, 5.003, 5.003), p95s(5.007)).verdict).toBe('no-difference-shown');
    expect(only(p95s(0.003, 0.003, 0.003), p95s(0.004, 0.004, 0.004)).verdict).toBe('no-difference-shown');
    expect(only(p95s(100, 100, 100), p95s(102, 102, 102)).verdict).toBe('worse');
  });

  it('are compared by the runs that have a value too, where one falls among the failures', () => {
    expect(only(p95s(100, 101, 99, 100), p95s(1900, 1901, null, 1900))).toMatchObject({
      verdict: 'worse',
      change: expect.closeTo(18, 0),
      note: expect.stringContaining('in 1 of 4 runs beside it; the change is of the runs that have a value'),
    });
    expect(only(p95s(100, 101, 99, null), p95s(130)).p).not.toBeNull();
    expect(only(p95s(100, null), p95s(130, 131)).verdict).toBe('no-difference-shown');
  });

  it('are worse where most of their runs are, whatever the few that have no value, or have one', () => {
    expect(only(p95s(100, 101, 99, 100, null), p95s(1900, 1901, 1899, 1900, 1902))).toMatchObject({
      verdict: 'worse',
      note: expect.stringContaining('points the other way'),
    });
    const failing = Array.from({ length: 8 }, () => null);
    expect(only(p95s(100, 101, 99, 100, 102, 103), p95s(99, 98, ...failing)).verdict).toBe('worse');
  });

  it('need runs where those with a value point one way and most the other, or where they are better and one lost its value', () => {
    expect(only(p95s(100, 101, null, null, null), p95s(500, 501, 499, 500, 502)).verdict).toBe('needs-runs');
    expect(only(p95s(1900, 1901, 1899, 1900, 1902), p95s(100, 101, 99, 100, null)).verdict).toBe('needs-runs');
    expect(only(p95s(1900, 1901, 1899, 1900, null), p95s(100, 101, 99, 100, null)).verdict).toBe('better');
  });

  it('are compared by what every run has, and by nothing else', () => {
    const both = { ...P95, value: 100 };
    expect(compareGroups([run(both, { ...SUCCESS, value: 1 }), run(both)], p95s(100, 101))).toHaveLength(1);
    expect(compareGroups(p95s(1), [])).toEqual([]);
  });

  it('are held to Holm’s level: what one row would show, one of many does not', () => {
    const base = [100, 101, 99];
    const others = [105, 104, 107];
    expect(only(p95s(...base), p95s(...others)).verdict).toBe('worse');
    const many = (values: number[], factor: number): MeasuredRun[] =>
      values.map((value, at) =>
        run(
          { ...P95, value },
          ...Array.from({ length: 19 }, (_, load) => ({ ...P95, load: `l${load}`, value: (100 + ((at * 7 + load) % 5)) * factor })),
        ),
      );
    const rows = compareGroups(many(base, 1), many(others, 1));
    expect(rows[0]?.p).toBeLessThan(0.05);
    expect(rows[0]?.verdict).toBe('no-difference-shown');
  });
});

describe('the verdict of a comparison', () => {
  const worse = only(p95s(100, 102, 98, 101), p95s(110, 112, 109, 111));
  const better = only(p95s(110, 112, 109, 111), p95s(100, 102, 98, 101));
  const same = only(p95s(100, 102), p95s(100, 102));
  const unknown = only(p95s(100), p95s(100));

  it('is worse as soon as one thing is, and never good news from too few runs', () => {
    expect(overallVerdict([better, same, worse, unknown])).toBe('worse');
    expect(overallVerdict([better, unknown])).toBe('needs-runs');
    expect(overallVerdict([better, same])).toBe('better');
    expect(overallVerdict([same])).toBe('no-difference-shown');
    expect(overallVerdict([])).toBe('needs-runs');
  });
});

describe('the tests behind it', () => {
  it('agree with numbers worked out by hand', () => {
    expect(fisherExact(3, 4, 1, 4)).toBeCloseTo(0.4857, 4);
    expect(fisherExact(0, 4, 4, 4)).toBeCloseTo(2 / 70, 10);
    expect(fisherExact(0, 3, 0, 3)).toBe(1);
    // t = 3 ÷ (√(1/3 + 1/3)) = 3.674 with 4 degrees of freedom: p = 0.02131.
    const test = testGroups({ values: [1, 2, 3], leastVariance: 0 }, { values: [4, 5, 6], leastVariance: 0 });
    expect(test?.p).toBeCloseTo(0.02131, 4);
  });
});
