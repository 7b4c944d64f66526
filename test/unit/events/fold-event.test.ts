import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import type { LoadDelta } from '../../../src/load/load-driver.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { undoIncomplete } from '../../../src/slo/undo-incomplete.ts';
import { encodeDeltas } from '../../fixtures/timelines/encode-arrivals.ts';
import { arrival } from '../../fixtures/timelines/raw-arrival.ts';
import { foldAll, live, plannedSlo, recordTimeline, stateOf, steady, ZERO_MS } from '../../fixtures/timelines/record-timeline.ts';

const SLOS = [plannedSlo('p99(response_time) < 100ms')];
const ARRIVALS = [
  ...steady('warmup', 0, 1000, 20),
  ...steady('baseline', 1000, 4000, 20),
  ...steady('fault', 4000, 8000, 20, (_, index) => (index % 4 === 0 ? { ending: 'timeout' } : { responseUs: 150_000 + index })),
  ...steady('recovery', 8000, 14_000, 20),
];

describe('the fold of a run', () => {
  test('adds deltas up the same whatever their order and however they were cut', () => {
    const events = recordTimeline({ slos: SLOS, arrivals: ARRIVALS });
    const fault = ARRIVALS.filter((one) => one.phase === 'fault');
    const limits = foldAll(events).header?.limits ?? [];
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: fault.length, maxLength: fault.length }), (parts) => {
        const deltas = [0, 1, 2, 3].flatMap((part) =>
          encodeDeltas(
            'checkout',
            fault.filter((_, index) => parts[index] === part),
            limits,
          ),
        );
        const late = deltas.map((delta): RunEvent => loadRecorded(delta, 20_000));
        const others = events.filter((event) => event.type !== 'load-recorded' || event.delta.phase !== 'fault');
        const { load, slos } = buildReport(foldAll([...others, ...late.reverse()]));
        const whole = buildReport(foldAll(events));
        expect(load).toEqual(whole.load);
        expect(slos).toEqual(whole.slos);
      }),
      { numRuns: 10 },
    );
  });

  test('puts times on the timeline and phases between their actual bounds', () => {
    const state = stateOf({ slos: SLOS });
    expect(state.phases.map(({ name, fromMs, toMs, plannedMs }) => [name, fromMs, toMs, plannedMs])).toEqual([
      ['warmup', 0, 1000, 1000],
      ['baseline', 1000, 4000, 3000],
      ['fault', 4000, 8000, 4000],
      ['recovery', 8000, 14_000, 6000],
    ]);
    const fault = state.faults.get('slow-redis');
    expect(fault).toMatchObject({ status: 'gone', injectCalledAtMs: 4000, provenAtMs: 4100, goneAtMs: 7999 });
    expect(state.startedAt).toBe('2026-11-21T12:00:00.000Z');
  });

  test('puts what came before the timeline on it, too', () => {
    const [started, ...events] = recordTimeline({ slos: SLOS });
    const before = [
      { type: 'note-written', text: 'early' },
      { type: 'process-exited', instance: 'api', pid: 4, code: 1, signal: null, expected: false },
      { type: 'component-lost', component: 'watchdog', message: 'gone' },
      { type: 'stop-requested', by: 'key' },
    ] as const;
    const early = before.map((body): RunEvent => ({ ...header(200), ...body }));
    const state = foldAll([...(started === undefined ? [] : [started]), ...early, ...events]);
    const atMs = 200 - ZERO_MS;
    expect(state.notes).toMatchObject([{ atMs }]);
    expect(state.processes.get('api')?.exit).toMatchObject({ atMs });
    expect(state.lostComponents).toMatchObject([{ atMs }]);
    expect(state.stops).toMatchObject([{ atMs }]);
    expect(state.stop).toBe(state.stops[0]);
  });

  test('ends a run that died at its own last event, however much later it was recovered', () => {
    const events = recordTimeline({ slos: SLOS, arrivals: ARRIVALS }).filter(({ ms }) => ms <= 7500 + ZERO_MS);
    const undone = { type: 'record-replayed', id: 'fault:slow-redis', by: 'recover', ok: true, message: '' } as const;
    const recovered = buildReport(foldAll([...events, { ...header(86_400_000), ...undone }]));
    expect(recovered.undo.complete).toBe(true);
    const { durationMs, phases } = buildReport(foldAll(events));
    expect(recovered).toMatchObject({ durationMs, phases });
  });

  test('takes no longer for what comes after its end', () => {
    const events = recordTimeline({ slos: SLOS, arrivals: ARRIVALS });
    const ended: RunEvent = { ...header(30_000), type: 'run-ended', verdict: 'pass', exitCode: 0, reasons: [] };
    const late: RunEvent = { ...header(90_000), type: 'warning-raised', message: '' };
    expect(foldAll([...events, ended, late]).elapsedMs).toBe(30_000);
  });

  test('knows each second by what was reported in it', () => {
    const state = stateOf({ arrivals: steady('baseline', 1000, 3000, 100, (_, index) => ({ responseUs: (index % 100) * 1000 })) });
    const known = state.loads.get('checkout')?.known ?? [];
    expect(known.map(({ second, counts }) => [second, counts.ok])).toEqual([
      [1, 100],
      [2, 100],
    ]);
    expect(known[0]?.p50Us).toBeCloseTo(49_000, -2);
    expect(known[0]?.p99Us).toBeCloseTo(98_000, -2);
  });

  test('has no known percentile among failures', () => {
    const half = steady('baseline', 1000, 2000, 100, (_, index) => (index % 2 === 0 ? { ending: 'connect-refused' } : {}));
    const [known] = stateOf({ arrivals: half }).loads.get('checkout')?.known ?? [];
    expect(known?.p50Us).not.toBeNull();
    expect(known?.p95Us).toBeNull();
  });

  test('adds what is in flight over all workers', () => {
    const observed = (worker: number, inFlight: number): RunEvent => ({
      ...header(5000),
      type: 'load-observed',
      worker,
      live: [live({ inFlight, unanswered: [{ phase: 'fault', count: inFlight, over: [1] }] })],
    });
    const state = foldAll([...recordTimeline({ slos: SLOS }), observed(0, 3), observed(1, 4), observed(0, 2)]);
    const known = state.loads.get('checkout')?.known.at(-1);
    expect(known).toMatchObject({ inFlight: 6, pendingOver: [2] });
  });

  test('forgets a leftover that a replay undid, and remembers one that it could not', () => {
    const found = (id: string): RunEvent => ({ ...header(1), type: 'leftover-found', id, describe: id, manual: ['kill -CONT 1'] });
    const replayed = (id: string, ok: boolean): RunEvent => ({
      ...header(2),
      type: 'record-replayed',
      id,
      by: 'watchdog',
      ok,
      message: 'no',
    });
    const state = foldAll([found('a'), found('b'), replayed('a', true), replayed('b', false)]);
    expect([...state.leftovers.values()]).toEqual([{ id: 'b', describe: 'no', manual: ['kill -CONT 1'] }]);
  });

  test('knows that a fault whose undo failed was undone by a replay, which leaves nothing behind', () => {
    const failed: RunEvent = { ...header(1), type: 'fault-undo-failed', fault: 'slow-redis', message: 'no', manual: [] };
    const replayed: RunEvent = { ...header(2), type: 'record-replayed', id: 'fault:slow-redis', by: 'run', ok: true, message: 'done' };
    const state = foldAll([...recordTimeline({ slos: SLOS }), failed]);
    expect(undoIncomplete(state)).toHaveLength(1);
    foldEvent(state, replayed);
    expect(undoIncomplete(state)).toEqual([]);
    expect(state.faults.get('slow-redis')).toMatchObject({ status: 'failed', undoError: 'no' });
  });

  test('keeps its memory flat: an hour more of arrivals adds seconds, not samples', () => {
    const one = encodeDeltas('checkout', [arrival(0, 'baseline')], [])[0];
    if (one === undefined) throw new Error('no delta');
    const hour = Array.from({ length: 3600 }, (_, second) => loadRecorded({ ...one, second }, second * 1000 + 1020));
    const load = foldAll(hour).loads.get('checkout');
    expect(load?.known.length).toBeLessThanOrEqual(900);
    expect(load?.phases.get('baseline')?.seconds.size).toBe(3600);
  });
});

function header(ms: number): Pick<RunEvent, 'v' | 'seq' | 'at' | 'ms'> {
  return { v: 1, seq: 0, at: '2026-11-21T12:00:00.000Z', ms };
}

function loadRecorded(delta: LoadDelta, ms: number): RunEvent {
  return { ...header(ZERO_MS + ms), type: 'load-recorded', delta };
}
