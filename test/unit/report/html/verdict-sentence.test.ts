import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../../src/report/build-report.ts';
import { verdictSentence } from '../../../../src/report/html/verdict-sentence.ts';
import type { Report } from '../../../../src/report/report.ts';
import { plannedSlo, stateOf, steady } from '../../../fixtures/timelines/record-timeline.ts';
import type { Timeline } from '../../../fixtures/timelines/record-timeline.ts';

const HELD = plannedSlo('success_rate >= 50%', { phase: 'baseline' });
const WARNS = plannedSlo('success_rate >= 99.9%', { phase: 'baseline', onBreach: 'warn' });

/** A run without faults in which one arrival of ten failed. */
function run(more: Timeline): Report {
  const arrivals = steady('baseline', 1000, 4000, 50, (_, index) => (index % 10 === 0 ? { ending: 'status' as const } : {}));
  return buildReport(stateOf({ faultForMs: null, arrivals, ...more }));
}

describe('the sentence about a run', () => {
  test('counts the SLOs that decide, says which only warns, and speaks of no faults where there were none', () => {
    expect(verdictSentence(run({ slos: [HELD] }))).toBe('Its SLO held.');
    expect(verdictSentence(run({ slos: [HELD, WARNS] }))).toBe('Its SLO held; 1 that only warns did not hold.');
    const failing = plannedSlo('success_rate >= 99%', { phase: 'baseline' });
    expect(verdictSentence(run({ slos: [HELD, failing, WARNS] }))).toBe('1 of 2 SLOs failed; 1 that only warns did not hold.');
  });

  test('tells a stop once, in the words of its reason', () => {
    const stopped = (message: string): string =>
      verdictSentence({
        ...run({ slos: [HELD] }),
        verdict: 'inconclusive',
        exitCode: 130,
        reasons: [{ code: 'interrupted', slo: null, fault: null, phase: null, atMs: 2000, message }],
        stop: { by: 'key', atMs: 2000, message: 'stop requested by key' },
      });
    expect(stopped('stopped from the keyboard')).toBe('Stopped from the keyboard.');
    expect(stopped('the process that started the run is gone')).toBe('Stopped early: the process that started the run is gone.');
  });

  test('says that the faults are gone where there were some', () => {
    const arrivals = [...steady('baseline', 1000, 4000, 50), ...steady('fault', 4000, 8000, 50), ...steady('recovery', 8000, 14_000, 50)];
    const slos = [HELD, plannedSlo('p95(response_time) < 1s')];
    expect(verdictSentence(buildReport(stateOf({ slos, arrivals })))).toBe(
      'All 2 SLOs held under latency on api-to-redis, and every fault is proven to be gone.',
    );
  });
});
