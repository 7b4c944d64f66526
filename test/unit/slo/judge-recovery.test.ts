import { describe, expect, test } from 'vitest';
import { illnessRows, recoveryRows } from '../../bench/stats/recovery.ts';
import type { SloRow } from '../../../src/report/report.ts';
import { judgeSlo } from '../../../src/slo/judge-slo.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';
import { plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';
import type { Timeline } from '../../fixtures/timelines/record-timeline.ts';

const HEALTHY = [...steady('warmup', 0, 1000, 50), ...steady('baseline', 1000, 4000, 50)];

describe('recovery time', () => {
  test('is the second from which the condition holds on the whole of the hold time', () => {
    // Failing until 2.4 s after the fault is gone: the aggregate of a window may hold 5 % failures.
    const row = recovered('recovery_time(success_rate >= 95%, hold=3s) < 4s', until(10_400));
    expect(row).toMatchObject({ value: 3000, interval: [2000, 3000], verdict: 'pass', unit: 'ms', note: null });
  });

  test('a limit within the second in which it recovered is inconclusive, one before it fails', () => {
    const arrivals = until(10_400);
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 2500ms', arrivals).verdict).toBe('inconclusive');
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 2s', arrivals).verdict).toBe('fail');
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) <= 3s', arrivals).verdict).toBe('pass');
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) > 2s', arrivals).verdict).toBe('pass');
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) > 3s', arrivals).verdict).toBe('fail');
  });

  test('never held is a fail beyond what was watched, inconclusive within', () => {
    const never = until(14_000);
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 3s', never)).toMatchObject({
      value: null,
      censored: true,
      atLeast: 3000,
      verdict: 'fail',
      note: 'not recovered within 3s',
    });
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 4s', never).verdict).toBe('inconclusive');
  });

  test('of a run that was stopped during the fault says so, and doubts no fault', () => {
    const slo = plannedSlo('recovery_time(success_rate >= 95%, hold=3s) < 3s', { phase: 'recovery' });
    const state = stateOf({
      arrivals: HEALTHY,
      edit: (entries) => [
        ...entries.filter(({ body }) => !(body.type.startsWith('phase-') && 'phase' in body && body.phase === 'recovery')),
        { atMs: 6000, body: { type: 'stop-requested', by: 'key' } },
      ],
    });
    expect(judgeSlo(slo, state).note).toBe('the run ended before the recovery phase');
  });

  test('never degraded is 0, and said to be not exercised', () => {
    const row = recovered('recovery_time(success_rate >= 95%, hold=3s) < 3s', until(4000));
    expect(row).toMatchObject({ value: 0, verdict: 'pass', note: expect.stringContaining('not exercised') });
  });

  test('recovered at once from a fault that hurt is 0 without that remark', () => {
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 3s', until(8000))).toMatchObject({
      value: 0,
      verdict: 'pass',
      note: null,
    });
  });

  test('a system that was healthy all along has one of 0 in every simulated run, and never fails', { timeout: 60_000 }, () => {
    // At 200/s over a hold of 10 s; `npm run bench:stats` makes 1,000 of each.
    for (const { condition, bad, atOnce, failed } of recoveryRows(100)) {
      expect(atOnce, `${condition}, ${bad}`).toBe(1);
      expect(failed, `${condition}, ${bad}`).toBe(0);
    }
  });

  test('a system that was ill is not taken for a healthy one', { timeout: 60_000 }, () => {
    for (const { condition, share, seconds, seen, passed } of illnessRows(40)) {
      const barely = share < 0.025;
      expect(seen, `${condition}, ${share} for ${seconds} s`).toBeGreaterThanOrEqual(barely ? 0.5 : 1);
      expect(passed, `${condition}, ${share} for ${seconds} s`).toBeLessThanOrEqual(barely ? 0.02 : 0);
    }
  });

  describe('where chance explains what was missed', () => {
    // 1 of 150 may fail in a window of 3 s; 2 do in 44 % of the windows of a system at the limit.
    const two = (atMs: number): Partial<RawArrival> => (atMs >= 8000 && atMs < 8040 ? { ending: 'timeout' } : {});
    const missed = [...HEALTHY, ...steady('fault', 4000, 8000, 50), ...steady('recovery', 8000, 14_000, 50, two)];

    test('it is 0, known no better than to where the condition first held', () => {
      const row = recovered('recovery_time(success_rate >= 99%, hold=3s) < 3s', missed);
      expect(row).toMatchObject({ value: 0, interval: [0, 1000], verdict: 'pass', note: expect.stringContaining('chance') });
    });

    test('a limit before that is inconclusive, and no fail', () => {
      expect(recovered('recovery_time(success_rate >= 99%, hold=3s) < 1s', missed)).toMatchObject({ value: 0, verdict: 'inconclusive' });
      expect(recovered('recovery_time(success_rate >= 99%, hold=3s) > 1s', missed).verdict).toBe('fail');
    });

    test('what no window shows all of them together do', () => {
      const ends = [1000, 4000, 8000, 38_000] as const;
      // Two of fifty for 25 s: 6 of 150 in each window, 50 of 1,250 in all.
      const each = (atMs: number): Partial<RawArrival> => (atMs < 33_000 && atMs % 1000 < 40 ? { ending: 'timeout' } : {});
      const long = [...HEALTHY, ...steady('fault', 4000, 8000, 50), ...steady('recovery', 8000, 38_000, 50, each)];
      expect(recovered('recovery_time(success_rate >= 99%, hold=3s) < 5s', long, { ends })).toMatchObject({
        value: 25_000,
        verdict: 'fail',
      });
    });

    test('and no window met the condition, nothing can be said', () => {
      const each = (atMs: number): Partial<RawArrival> => (atMs % 1000 < 20 ? { ending: 'timeout' } : {});
      const never = [...HEALTHY, ...steady('fault', 4000, 8000, 50), ...steady('recovery', 8000, 14_000, 50, each)];
      expect(recovered('recovery_time(success_rate >= 99%, hold=3s) < 2s', never)).toMatchObject({
        value: null,
        verdict: 'inconclusive',
        note: expect.stringContaining('every window missed'),
      });
    });

    test('of the fault, there was no outage to recover from', () => {
      const once = (atMs: number): Partial<RawArrival> => (atMs >= 5000 && atMs < 5040 ? { ending: 'timeout' } : {});
      const hurt = [...HEALTHY, ...steady('fault', 4000, 8000, 50, once), ...steady('recovery', 8000, 14_000, 50)];
      expect(recovered('outage_to_recovery(success_rate >= 99%, hold=3s) < 5s', hurt)).toMatchObject({
        value: 0,
        verdict: 'pass',
        note: expect.stringContaining('chance'),
      });
      expect(recovered('recovery_time(success_rate >= 99%, hold=3s) < 3s', hurt)).toMatchObject({
        value: 0,
        interval: [0, 0],
        verdict: 'pass',
        note: expect.stringContaining('not exercised'),
      });
    });

    test('of silence nothing is explained', () => {
      const silent = [...HEALTHY, ...steady('fault', 4000, 8000, 50), ...steady('recovery', 11_000, 14_000, 50)];
      expect(recovered('recovery_time(success_rate >= 99%, hold=3s) < 9s', silent).value).not.toBe(0);
    });
  });

  test('nothing offered is no recovery', () => {
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 3s', HEALTHY).verdict).toBe('inconclusive');
  });

  test('goes by the bare rate and percentile SLOs unless it has a condition', () => {
    const bare = [
      plannedSlo('p95(response_time) < 100ms'),
      plannedSlo('max(response_time) < 1ms'),
      plannedSlo('mean(response_time) < 1ms', { bare: false }),
      plannedSlo('p50(response_time) < 1ms', { onBreach: 'warn' }),
    ];
    const slow = [
      ...HEALTHY,
      ...steady('fault', 4000, 8000, 50, () => ({ responseUs: 300_000 })),
      ...steady('recovery', 8000, 14_000, 50, (atMs) => ({ responseUs: atMs < 9000 ? 300_000 : 20_000 })),
    ];
    const row = recovered('recovery_time(hold=3s) < 3s', slow, { slos: bare });
    expect(row).toMatchObject({ value: 1000, verdict: 'pass' });
    expect(row.method).toContain('p95(response_time) < 100ms');
    expect(row.method).not.toMatch(/max|p50/u);
    expect(recovered('recovery_time(hold=3s) < 3s', slow)).toMatchObject({
      verdict: 'inconclusive',
      note: 'no condition says what recovered means',
    });
  });

  test('looks at the arrivals that each of those SLOs looks at, and says which', () => {
    const where = { endpoint: null, outcome: 'ok', status: null } as const;
    const ok = plannedSlo('p95(response_time) < 100ms', { where });
    // One in ten fails all along: of those that are ok, none is slow.
    const each = (_: number, index: number): Partial<RawArrival> => (index % 10 === 0 ? { ending: 'status' } : {});
    const failing = [...HEALTHY, ...steady('fault', 4000, 8000, 50, each), ...steady('recovery', 8000, 14_000, 50, each)];
    const row = recovered('recovery_time(hold=3s) < 3s', failing, { slos: [ok] });
    expect(row).toMatchObject({ value: 0, verdict: 'pass' });
    expect(row.method).toContain('holds: p95(response_time) < 100ms with outcome=ok');
    // The SLO of the rest is a condition too, and misses.
    const all = plannedSlo('success_rate >= 99%');
    expect(recovered('recovery_time(hold=3s) < 3s', failing, { slos: [ok, all] })).toMatchObject({ value: null, verdict: 'fail' });
  });

  test('an SLO on arrivals that fail fails it, however many others are well', () => {
    const where = { endpoint: '/pay', outcome: null, status: null };
    const edit: Timeline['edit'] = (entries) =>
      entries.map((entry) => {
        if (entry.body.type !== 'load-recorded') return entry;
        const { delta } = entry.body;
        const cells = delta.cells.map((cell) => (cell.outcome === 'status' ? { ...cell, endpoint: '/pay' } : cell));
        return { ...entry, body: { ...entry.body, delta: { ...delta, cells } } };
      });
    const each = (_: number, index: number): Partial<RawArrival> => (index % 50 === 0 ? { ending: 'status' } : {});
    const arrivals = [...HEALTHY, ...steady('fault', 4000, 8000, 50, each), ...steady('recovery', 8000, 14_000, 50, each)];
    const row = recovered('recovery_time(hold=3s) < 3s', arrivals, { slos: [plannedSlo('success_rate >= 95%', { where })], edit });
    expect(row).toMatchObject({ value: null, n: 3, verdict: 'fail' });
  });

  test('begins within a second where the phase does, and counts none of the fault in it', () => {
    const ends = [1000, 4000, 8300, 14_300] as const;
    const arrivals = [
      ...HEALTHY,
      ...steady('fault', 4000, 8300, 50, () => ({ ending: 'timeout' })),
      ...steady('recovery', 8300, 14_300, 50),
    ];
    expect(recovered('recovery_time(success_rate >= 100%, hold=3s) < 1s', arrivals, { ends })).toMatchObject({ value: 0, verdict: 'pass' });
    const later = arrivals.map((one): RawArrival =>
      one.phase === 'recovery' && one.intendedMs < 9900 ? { ...one, ending: 'timeout' } : one,
    );
    expect(recovered('recovery_time(success_rate >= 100%, hold=3s) < 2s', later, { ends })).toMatchObject({
      value: 1700,
      interval: [700, 1700],
      verdict: 'pass',
    });
  });

  test('a run as short as the manifest allows can still fail, wherever the clock stood', () => {
    const ends = [1000, 4000, 8300, 14_300] as const;
    const never = [...HEALTHY, ...steady('fault', 4000, 8300, 50), ...steady('recovery', 8300, 14_300, 50, () => ({ ending: 'timeout' }))];
    expect(recovered('recovery_time(success_rate >= 95%, hold=3s) < 3s', never, { ends }).verdict).toBe('fail');
  });

  test('of an instant fault counts from the deed, not from the undo', () => {
    // Down for 2.4 s from 4.0 s on; proven at 4.1 s.
    const arrivals = [
      ...HEALTHY,
      ...steady('fault', 4000, 8000, 50, (atMs) => (atMs < 6400 ? { ending: 'connect-refused' } : {})),
      ...steady('recovery', 8000, 14_000, 50),
    ];
    const row = recovered('recovery_time(success_rate >= 100%, hold=3s) < 5s', arrivals, { faultForMs: 0 });
    expect(row).toMatchObject({ value: 2900, interval: [1900, 2900], verdict: 'pass' });
  });

  test('a fault that was never proven gone has no recovery', () => {
    const edit: Timeline['edit'] = (events) => events.filter((event) => event.body.type !== 'fault-gone');
    expect(recovered('recovery_time(success_rate >= 100%, hold=3s) < 5s', until(9000), { edit }).verdict).toBe('inconclusive');
  });
});

/** Healthy but for timeouts from the injection until `toMs`. */
function until(toMs: number): RawArrival[] {
  const each = (atMs: number): Partial<RawArrival> => (atMs < toMs ? { ending: 'timeout' } : {});
  return [...HEALTHY, ...steady('fault', 4000, 8000, 50, each), ...steady('recovery', 8000, 14_000, 50, each)];
}

function recovered(text: string, arrivals: readonly RawArrival[], more: Timeline = {}): SloRow {
  const slo = plannedSlo(text, { phase: 'recovery', bare: false });
  return judgeSlo(slo, stateOf({ ...more, slos: [slo, ...(more.slos ?? [])], arrivals }));
}
