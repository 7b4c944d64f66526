import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyRunState } from '../../../src/events/run-state.ts';
import { buildReport, renderJson } from '../../../src/report/build-report.ts';
import { reportInvariants } from '../../../src/report/report-invariants.ts';
import type { Report } from '../../../src/report/report.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { PHASES } from '../../../src/plan/phase.ts';
import { OUTCOMES } from '../../../src/load/load-driver.ts';
import { arrival } from '../../fixtures/timelines/raw-arrival.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';
import { foldAll, plannedSlo, stateOf } from '../../fixtures/timelines/record-timeline.ts';

const SLOS = [
  plannedSlo('p99(response_time) < 500ms'),
  plannedSlo('dropped <= 3'),
  plannedSlo('recovery_time(success_rate >= 50%, hold=2s) < 3s', { phase: 'recovery' }),
];

test('whatever arrivals a run had, its report keeps the invariants', () => {
  const one = fc
    .record({
      second: fc.nat(13),
      phase: fc.constantFrom(...PHASES),
      ending: fc.constantFrom(...OUTCOMES, 'abandoned' as const),
      responseUs: fc.integer({ min: 1, max: 3_000_000 }),
      sent: fc.boolean(),
    })
    .map(({ second, phase, ending, responseUs, sent }) =>
      arrival(second * 1000, phase, { ending, responseUs, ...(ending === 'abandoned' || ending.startsWith('connect-') ? { sent } : {}) }),
    );
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), (arrivals) => {
      expect(reportInvariants(buildReport(stateOf({ slos: SLOS, arrivals })))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('wherever a run was cut off, there is a report, which is no pass', () => {
  const events = slowRedis();
  for (let cut = 1; cut < events.length - 1; cut += 5) {
    const report = buildReport(foldAll(events.slice(0, cut)));
    expect(reportInvariants(report)).toEqual([]);
    expect(report.verdict).not.toBe('pass');
    expect(renderSummary(report)).toContain(report.name);
  }
});

test('a log without its first event has no report, and says so', () => {
  expect(() => buildReport(emptyRunState())).toThrow('does not say which run');
});

test.each<[string, (report: Report) => Report, RegExp]>([
  [
    'an arrival that is nowhere',
    (report) => ({ ...report, load: report.load.map((load) => ({ ...load, offered: load.offered + 1 })) }),
    /offered is 1901/u,
  ],
  [
    'a sum that is not its parts',
    (report) => ({ ...report, load: report.load.map((load) => ({ ...load, whole: { ...load.whole, count: 7 } })) }),
    /whole is 7/u,
  ],
  ['a number that JSON cannot hold', (report) => ({ ...report, durationMs: NaN }), /report\.durationMs is NaN/u],
  ['a pass that is none', (report) => ({ ...report, verdict: 'pass', exitCode: 3 }), /verdict pass with exit code 3/u],
  ['an exit without a reason', (report) => ({ ...report, reasons: [] }), /without a reason/u],
])('finds %s', (_, tamper, violation) => {
  expect(reportInvariants(tamper(buildReport(foldAll(slowRedis())))).join('\n')).toMatch(violation);
});

test('prints a document that reads back as the report', () => {
  const report = buildReport(foldAll(slowRedis()));
  expect(JSON.parse(renderJson(report))).toEqual(report);
});
