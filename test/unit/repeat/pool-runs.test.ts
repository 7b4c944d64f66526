import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report, SloRow, Verdict } from '../../../src/report/report.ts';
import { endsSeries, poolSlos, seriesExit, seriesVerdict } from '../../../src/repeat/pool-runs.ts';
import type { RepeatableReport } from '../../../src/repeat/repeat-document.ts';
import { renderRepeat } from '../../../src/repeat/render-repeat.ts';

const RECORDED: Report = JSON.parse(readFileSync(new URL('../../fixtures/timelines/slow-redis.report.json', import.meta.url), 'utf8'));

function row(value: number | null, verdict: Verdict): SloRow {
  const [recorded] = RECORDED.slos;
  if (recorded === undefined) throw new Error('the recorded report has no SLO');
  const expr = 'p95(response_time) < 100ms';
  return { ...recorded, id: 'p95', expr, load: 'get', phase: 'fault', unit: 'ms', limit: 100, value, verdict, censored: value === null };
}

function report(
  exitCode: number,
  verdict: Verdict,
  slos: readonly SloRow[],
  code: 'slo-failed' | 'fault-unproven' | null = null,
): RepeatableReport {
  const reasons = code === null ? [] : [{ code, slo: null, fault: null, phase: null, atMs: null, message: '' }];
  return { run: 'r', runFolder: '/r', seed: 1, verdict, exitCode, reasons, slos };
}

describe('a series of runs', () => {
  it('ends with the gravest end of any run, and no pass makes good a failure', () => {
    expect(seriesExit([0, 0, 0])).toBe(0);
    expect(seriesExit([0, 3, 0])).toBe(3);
    expect(seriesExit([0, 3, 1, 0])).toBe(1);
    expect(seriesExit([1, 4])).toBe(4);
    expect(seriesExit([0, 6, 1])).toBe(6);
    expect(seriesExit([1, 130])).toBe(130);
    expect(seriesExit([130, 5])).toBe(5);
    const runs = [report(0, 'pass', []), report(1, 'fail', []), report(3, 'inconclusive', [])];
    expect(seriesVerdict(runs)).toBe('fail');
  });

  it('goes on after a failure, and not after what must not be repeated', () => {
    expect([0, 1, 3, 4, 6].map(endsSeries)).toEqual([false, false, false, false, false]);
    expect([2, 5, 70, 130, 143].map(endsSeries)).toEqual([true, true, true, true, true]);
  });

  it('pools an SLO over the runs that say something of the system', () => {
    const runs = [
      report(0, 'pass', [row(80, 'pass')]),
      report(1, 'fail', [row(125, 'fail')], 'slo-failed'),
      report(3, 'inconclusive', [row(1, 'pass')], 'fault-unproven'),
    ];
    const [pooled] = poolSlos(runs);
    expect(pooled).toMatchObject({ pass: 1, fail: 1, inconclusive: 0, values: [80, 125] });
    expect(pooled?.mean).toBeCloseTo(100);
    // Two values: t(0.975, 1) = 12.706, and a half range of ln(125/80)/2.
    expect(Math.log((pooled?.interval?.[1] ?? NaN) / 100)).toBeCloseTo((12.706 * Math.log(125 / 80)) / 2, 3);
  });

  it('has no interval from one run, and no number from none', () => {
    expect(poolSlos([report(0, 'pass', [row(80, 'pass')])])[0]).toMatchObject({ interval: null, sd: null, mean: expect.closeTo(80) });
    expect(poolSlos([report(1, 'fail', [row(null, 'fail')], 'slo-failed')])[0]).toMatchObject({ values: [], mean: null, fail: 1 });
    expect(poolSlos([])).toEqual([]);
  });

  it('is pooled plainly where a time is 0, and says so', () => {
    const recovery = (value: number): SloRow => ({ ...row(value, 'pass'), expr: 'recovery_time < 10s', limit: 10_000 });
    const runs = [0, 1000, 2000].map((value) => report(0, 'pass', [recovery(value)]));
    const [pooled] = poolSlos(runs);
    expect(pooled).toMatchObject({ scale: 'plain', mean: 1000, sd: 1000, interval: [0, expect.closeTo(3484, 0)] });
    expect(told(runs)).toMatch(/recovery_time < 10s on get, fault +3 of 3 +1s +0ms … 3\.48s +1s$/mu);
    expect(poolSlos([report(0, 'pass', [row(80, 'pass')])])[0]).toMatchObject({ scale: 'logarithmic' });
  });

  it('keeps the interval of a share within 0 and 100 %, and a change as it is', () => {
    const share = (expr: string, value: number): SloRow => ({ ...row(value, 'pass'), expr, unit: 'ratio', limit: 0.9 });
    const pooled = (expr: string) => poolSlos([0.9, 1].map((value) => report(0, 'pass', [share(expr, value)])))[0]?.interval;
    expect(pooled('success_rate >= 90%')).toEqual([expect.closeTo(0.315, 3), 1]);
    expect(pooled('p95(response_time) vs baseline < +90%')?.[1]).toBeGreaterThan(1);
  });

  it('says of how many runs a mean is, where the others have no value', () => {
    const runs = [row(80, 'pass'), row(null, 'fail'), row(null, 'fail')].map((slo) => report(1, 'fail', [slo], 'slo-failed'));
    expect(told(runs)).toMatch(/1 of 3 +80ms of 1 of 3 runs$/mu);
  });

  it('is told with what each run ended with', () => {
    const runs = [report(0, 'pass', [row(80, 'pass')]), report(1, 'fail', [row(125, 'fail')], 'slo-failed')];
    expect(told(runs)).toContain('FAIL  shop  (exit 1, 2 of 3 runs, then it ended: 1 pass, 1 fail, 0 inconclusive; seed 7)');
    expect(told(runs)).toMatch(/p95\(response_time\) < 100ms on get, fault\s+1 of 2\s+100/u);
  });
});

function told(runs: readonly RepeatableReport[]): string {
  return renderRepeat({
    schema: 'shakedown.repeat/v1',
    name: 'shop',
    times: 3,
    verdict: 'fail',
    exitCode: 1,
    folder: '/series',
    seed: 7,
    runs: runs.map(({ run, runFolder, seed, verdict, exitCode, reasons }) => ({
      run,
      runFolder,
      seed,
      verdict,
      exitCode,
      reasons: reasons.map(({ code }) => code),
    })),
    slos: poolSlos(runs),
  });
}
