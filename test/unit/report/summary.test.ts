import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build-report.ts';
import type { Report, SloRow } from '../../../src/report/report.ts';
import { renderMarkdown } from '../../../src/report/render-markdown.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';

const REPORT = buildReport(foldAll(slowRedis()));
const [JUDGED] = REPORT.slos;
if (JUDGED === undefined) throw new Error('the recorded run has SLOs');
const ROW: SloRow = { ...JUDGED, options: null, interval: null, beside: null, methodName: null };

describe('the summary', () => {
  test('stands in columns where they fit, remarks under their rows', () => {
    const slos: SloRow[] = [
      ROW,
      { ...ROW, expr: 'success_rate >= 99%', unit: 'ratio', value: 0.985, limit: 0.99, margin: -0.005, verdict: 'fail' },
      {
        ...ROW,
        expr: 'recovery_time < 10s',
        phase: 'recovery',
        value: 0,
        margin: 1,
        note: 'not exercised: the condition held all through the fault',
      },
    ];
    expect(section(summary({ slos }), 'SLOs')).toEqual([
      '  pass  p95(response_time) < 400ms  fault     249ms  38% inside   n 600',
      '  FAIL  success_rate >= 99%         fault     98.5%  0.5% beyond  n 600',
      '  pass  recovery_time < 10s         recovery  0ms    100% inside  n 600',
      '             not exercised: the condition held all through the fault',
    ]);
  });

  test('and Markdown say of a value a little beyond its limit that it is beyond it', () => {
    const slos: SloRow[] = [{ ...ROW, margin: -0.004 }];
    expect(section(summary({ slos }), 'SLOs')[0]).toContain('0.4% beyond');
    expect(renderMarkdown({ ...REPORT, slos })).toContain(String.raw`| 0\.4\% beyond |`);
  });

  test('says what else an SLO said: a percentile of the successes alone is labelled', () => {
    const slos: SloRow[] = [{ ...ROW, options: 'outcome=ok' }];
    expect(section(summary({ slos }), 'SLOs')[0]).toContain('p95(response_time) < 400ms with outcome=ok');
    expect(renderMarkdown({ ...REPORT, slos })).toContain(String.raw`p95\(response\_time\) &lt; 400ms with outcome\=ok`);
  });

  test('says under a row what its verdict rests on', () => {
    const beside = {
      scope: 'regime',
      interval: [210, null],
      nEffective: 80,
      method: '',
      methodName: 'Korn-Graubard',
      verdict: 'inconclusive',
    } as const;
    const slos: SloRow[] = [{ ...ROW, interval: [230.4, 251], confidence: 0.95, methodName: 'Clopper-Pearson', beside }];
    expect(
      section(summary({ slos }), 'SLOs')
        .slice(1)
        .map((line) => line.trim())
        .join(' '),
    ).toBe('95% of this run: 230ms – 251ms (Clopper-Pearson), 95% of this regime: 210ms – … (Korn-Graubard), 72 samples needed');
  });

  test('says of what has no interval why', () => {
    const told = (methodName: SloRow['methodName']): string =>
      section(summary({ slos: [{ ...ROW, methodName, nRequired: 0 }] }), 'SLOs')
        .slice(1)
        .map((line) => line.trim())
        .join(' ');
    expect(told('exact')).toBe('exact: counted, nothing is estimated');
    expect(told('none')).toMatch(/^no interval: what was not seen/u);
    expect(told('plain')).toBe('compared as it is, no interval asked');
    expect(told(null)).toBe('');
  });

  test('names the load where there are several', () => {
    const [load] = REPORT.load;
    if (load === undefined) throw new Error('the recorded run has a load');
    expect(section(summary({ load: [load, { ...load, name: 'search' }], slos: [ROW] }), 'SLOs')[0]).toContain('checkout  fault');
  });

  test('says what is left behind, and the commands that undo it', () => {
    const leftovers = [{ id: 'fault:x', describe: 'SIGCONT to catalogue (pid 4711)', manual: ['kill -CONT 4711'] }];
    expect(section(summary({ undo: { complete: false, leftovers } }), 'Left behind')).toEqual([
      '  - SIGCONT to catalogue (pid 4711)',
      '      kill -CONT 4711',
    ]);
  });

  test('says of each fault whether it bit and is gone', () => {
    const [fault] = REPORT.faults;
    if (fault === undefined) throw new Error('the recorded run has a fault');
    const line = (more: Partial<typeof fault>): string => section(summary({ faults: [{ ...fault, ...more }] }), 'Faults')[0] ?? '';
    expect(line({})).toContain('proof: added latency 201.3 ms  gone 79ms after undo');
    expect(line({ gone: { proven: false, what: 'added latency', value: 200, unit: 'ms' } })).toContain('NOT GONE');
    expect(line({ proof: { proven: false, what: 'added latency', value: 0, unit: 'ms' } })).toContain('unproven, added latency 0 ms');
    expect(line({ injectCalledAtMs: null, proof: null, gone: null })).toContain('proof: none  never injected');
  });

  test('names no report that was not written', () => {
    const at = REPORT.runFolder;
    expect(renderSummary(REPORT, { report: true, page: null })).toContain(`\nReport  ${at}/report.json\n`);
    expect(renderSummary(REPORT, { report: true, page: `${at}/report.html` })).toContain(`\nReport  ${at}/report.html\n`);
    const lost = renderSummary(REPORT, { report: false, page: null });
    expect(lost).toContain(`\nReport  none was written; make it from the events with: shakedown report ${at}\n`);
    expect(lost).not.toContain('report.json');
  });

  test('keeps to its width whatever the words', () => {
    const warnings = [`a warning that ${'goes on and '.repeat(30)}ends`, 'two\nlines'];
    const lines = summary({ warnings }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.slice(lines.indexOf('  - two')).slice(0, 2)).toEqual(['  - two', '    lines']);
  });
});

function summary(more: Partial<Report>): string {
  return renderSummary({ ...REPORT, ...more });
}

function section(text: string, title: string): string[] {
  const part = text.split('\n\n').find((candidate) => candidate.startsWith(`${title}\n`));
  return part?.split('\n').slice(1) ?? [];
}
