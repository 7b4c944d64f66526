import { describe, expect, test } from 'vitest';
import type { RunEventBody } from '../../../src/events/run-event.ts';
import type { PlannedSlo } from '../../../src/plan/run-plan.ts';
import { decideVerdict } from '../../../src/slo/decide-verdict.ts';
import { judgeSlos } from '../../../src/slo/judge-slo.ts';
import { plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';
import type { TimedBody } from '../../fixtures/timelines/record-timeline.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';

/** Warm-up to 1 s, baseline to 4, fault to 8, recovery to 14. Slow from 5 s on, failing from 6 to 11. */
function each(atMs: number): Partial<RawArrival> {
  if (atMs >= 6000 && atMs < 11_000) return { ending: 'status' };
  return atMs >= 5000 && atMs < 11_000 ? { responseUs: 90_000 } : {};
}

const ARRIVALS = [
  ...steady('baseline', 1000, 4000, 50),
  ...steady('fault', 4000, 8000, 50, each),
  ...steady('recovery', 8000, 14_000, 50, each),
];

function probed(atMs: number, ok: boolean, value: number): TimedBody {
  const body: RunEventBody = { type: 'probe-completed', probe: 'queue', ok, value, unit: null, tookMs: 100, message: null };
  return { atMs, body };
}

/** The reasons of a run that is judged by one SLO. */
function momentOf(slo: PlannedSlo, arrivals = ARRIVALS): number | null | undefined {
  const edit = (events: readonly TimedBody[]): TimedBody[] => [
    ...events,
    probed(2100, false, 9),
    probed(4600, true, 3),
    probed(7100, false, 8),
  ];
  const state = stateOf({ slos: [slo], arrivals, edit });
  const { reasons } = decideVerdict(state, judgeSlos([slo], state));
  const found = reasons.find(({ code }) => code === 'slo-failed');
  return found === undefined ? undefined : found.atMs;
}

describe('an SLO that failed points to', () => {
  test.each<[text: string, more: Parameters<typeof plannedSlo>[1], atMs: number]>([
    ['p95(response_time) < 50ms', {}, 5000],
    ['mean(response_time) < 20ms', {}, 5000],
    ['success_rate >= 99%', {}, 6000],
    ['success_rate >= 99%', { phase: 'recovery', bare: false }, 8000],
    ['success_rate >= 99%', { phase: 'all', bare: false }, 6000],
    ['error_budget(99%) < 50%', {}, 6000],
  ])('the first second of its phase that breaks it: %s %o', (text, more, atMs) => {
    expect(momentOf(plannedSlo(text, more))).toBe(atMs);
  });

  test('the second with which a total went over its limit', () => {
    const dropped = steady('fault', 4000, 8000, 50, (atMs) => (atMs >= 5000 ? { ending: 'dropped' } : {}));
    expect(momentOf(plannedSlo('dropped < 120'), [...steady('baseline', 1000, 4000, 50), ...dropped])).toBe(7000);
  });

  test('the first second of what its filter lets through', () => {
    const where = { endpoint: null, outcome: 'ok', status: null } as const;
    expect(momentOf(plannedSlo('p95(response_time) < 50ms', { where, phase: 'recovery', bare: false }))).toBeUndefined();
    expect(momentOf(plannedSlo('p95(response_time) < 50ms', { where }))).toBe(5000);
  });

  test('the beginning of the first window that breaks it', () => {
    const window = { sizeMs: 2000, mode: 'every' } as const;
    expect(momentOf(plannedSlo('success_rate >= 60%', { window }))).toBe(5000);
    expect(momentOf(plannedSlo('success_rate >= 40%', { window }))).toBe(6000);
  });

  test('the second that was too far from the baseline', () => {
    expect(momentOf(plannedSlo('p95(response_time) vs baseline < +50%'))).toBe(5000);
    expect(momentOf(plannedSlo('success_rate vs baseline > -10%'))).toBe(6000);
  });

  test('the moment at which the time to recover had run out', () => {
    // Gone, and so recovering, from 8 s on; injected at 4 s.
    expect(momentOf(plannedSlo('recovery_time(success_rate >= 99%, hold = 1s) < 1s', { phase: 'recovery', bare: false }))).toBe(9000);
    expect(momentOf(plannedSlo('outage_to_recovery(success_rate >= 99%, hold = 1s) < 5s', { phase: 'recovery', bare: false }))).toBe(9000);
  });

  test('the beginning of the outage that was too long, and the failure that came too early', () => {
    expect(momentOf(plannedSlo('longest_outage < 1s'))).toBe(6000);
    expect(momentOf(plannedSlo('time_to_first_failure > 5s'))).toBe(6000);
  });

  test('the first check of its phase that found something else', () => {
    expect(momentOf(plannedSlo('probe(queue) >= 90%'))).toBe(7000);
    expect(momentOf(plannedSlo('probe(queue) < 5'))).toBe(7000);
  });
});
