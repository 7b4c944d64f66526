import { describe, expect, it, test } from 'vitest';
import { missingMeasures, overallVerdict } from '../../../src/compare/compare-groups.ts';
import type { Measure, MeasuredRun } from '../../../src/compare/comparison.ts';
import { compareEnds, endOf, endsP, groupEnds, unsoundness } from '../../../src/compare/run-ends.ts';
import type { RunEnd } from '../../../src/compare/run-ends.ts';

const ended = (exitCode: number, ...codes: string[]) => ({ exitCode, reasons: codes.map((code) => ({ code, message: `by ${code}` })) });
const ends = (counts: Partial<Record<RunEnd, number>>) =>
  groupEnds(Object.entries(counts).flatMap(([end, n]) => Array.from({ length: n }, () => end as RunEnd)));

test.each([
  [ended(0), 'sound'],
  [ended(1, 'slo-failed'), 'sound'],
  [ended(3, 'slo-undecided'), 'sound'],
  [ended(4, 'stop-condition', 'slo-failed'), 'broken'],
  [ended(4, 'probe-lost'), 'broken'],
  [ended(4, 'max-duration'), 'broken'],
  [ended(5, 'undo-incomplete', 'stop-condition'), 'broken'],
  [ended(3, 'baseline-not-met'), 'lost'],
  [ended(3, 'generator-limited', 'slo-failed'), 'lost'],
  [ended(6, 'component-lost', 'probe-lost'), 'lost'],
  [ended(130, 'interrupted', 'baseline-not-met'), 'set-aside'],
  [ended(3, 'held-by-operator'), 'set-aside'],
] as const)('%j is %s', (report, end) => {
  expect(endOf(report)).toBe(end);
  expect(unsoundness(report) === null).toBe(end === 'sound');
});

describe('the ends of two groups of runs', () => {
  it('are no good news where the system broke more runs than before, however few', () => {
    const [base, others] = [ends({ sound: 5 }), ends({ sound: 2, broken: 3 })];
    expect(compareEnds(base, others, [0.9])).toMatchObject({
      p: expect.closeTo(1 / 6, 10),
      pAdjusted: expect.closeTo(1 / 3, 10),
      verdict: 'needs-runs',
    });
    expect(compareEnds(base, ends({ sound: 4, broken: 1 }), []).verdict).toBe('needs-runs');
  });

  it('are worse where chance does not explain it, with all that is tested beside it', () => {
    const [base, others] = [ends({ sound: 5 }), ends({ broken: 5 })];
    expect(compareEnds(base, others, [])).toMatchObject({ p: expect.closeTo(2 / 252, 10), verdict: 'worse' });
    expect(
      compareEnds(
        base,
        others,
        Array.from({ length: 9 }, () => 0.5),
      ).verdict,
    ).toBe('needs-runs');
  });

  it('are better where fewer are broken, and show no difference where as many are', () => {
    expect(compareEnds(ends({ broken: 5 }), ends({ sound: 5 }), []).verdict).toBe('better');
    expect(compareEnds(ends({ sound: 4, broken: 1 }), ends({ sound: 8, broken: 2 }), []).verdict).toBe('no-difference-shown');
    expect(compareEnds(ends({ sound: 5 }), ends({ sound: 3 }), [])).toMatchObject({ p: null, verdict: 'no-difference-shown' });
    expect(endsP(ends({ sound: 5 }), ends({ sound: 3, lost: 1 }))).toBeNull();
  });

  it('are no good news where more cannot answer, unless somebody ended them', () => {
    expect(compareEnds(ends({ sound: 5 }), ends({ sound: 4, lost: 1 }), []).verdict).toBe('needs-runs');
    expect(compareEnds(ends({ sound: 4, lost: 1 }), ends({ sound: 5 }), []).verdict).toBe('no-difference-shown');
    expect(compareEnds(ends({ sound: 5 }), ends({ sound: 4, 'set-aside': 1 }), []).verdict).toBe('no-difference-shown');
  });

  it('count in the verdict like any row', () => {
    expect(overallVerdict([], 'worse')).toBe('worse');
    expect(overallVerdict([], 'better')).toBe('needs-runs');
  });
});

test('a measure that one run lacks is listed with how many have it', () => {
  const p95 = { load: 'get', probe: null, phase: 'baseline', metric: 'p95', of: 'response_time', unit: 'ms', count: 1, value: 1 } as const;
  const other = { ...p95, metric: 'p99' } as const;
  const run = (...measures: Measure[]): MeasuredRun => ({ run: 'one', startedAt: '', measures });
  const { count: _, value: __, ...name } = other;
  expect(missingMeasures([run(p95), run(p95)], [run(p95, other), run(p95)])).toEqual([
    { ...name, base: { runs: 2, having: 0 }, with: { runs: 2, having: 1 } },
  ]);
  expect(missingMeasures([run(p95, other)], [run(p95)])).toMatchObject([{ base: { having: 1 }, with: { having: 0 } }]);
  expect(missingMeasures([run(p95)], [run(p95)])).toEqual([]);
});
