import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import type { PlannedFault, RunPlan } from '../../../src/plan/run-plan.ts';
import { createEventBus } from '../../../src/runner/event-bus.ts';
import { executeRun } from '../../../src/runner/execute-run.ts';
import { createHoldPort } from '../../../src/runner/hold-port.ts';
import { createStopPort } from '../../../src/runner/stop-port.ts';
import { barePlan } from '../../fixtures/plans/bare-plan.ts';
import { fakeDriver, fakeJournal, fakeLoad, plannedFault } from './fakes.ts';
import type { FakeFaultBehaviour } from './fakes.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** warm-up 1 s, baseline 2 s, fault 3 s, recovery 2 s. */
function planOf(faults: readonly PlannedFault[]): RunPlan {
  const held = faults.length > 0;
  return barePlan({
    experiment: { phases: { warmupMs: 1_000, baselineMs: 2_000, faultMs: held ? 3_000 : 0, recoveryMs: held ? 2_000 : 0 } },
    timeline: {
      warmupMs: 1_000,
      baselineMs: 2_000,
      faultMs: held ? 3_000 : 0,
      recoveryMs: held ? 2_000 : 0,
      baselineFromMs: 1_000,
      faultFromMs: 3_000,
      recoveryFromMs: held ? 6_000 : 3_000,
      endMs: held ? 8_000 : 3_000,
    },
    faults,
  });
}

function scene(faults: readonly PlannedFault[], behaviours: Readonly<Record<string, FakeFaultBehaviour>> = {}) {
  const clock = createVirtualClock();
  const deeds: string[] = [];
  const events: RunEvent[] = [];
  const stop = createStopPort();
  const hold = createHoldPort();
  const bus = createEventBus(clock, [(event) => events.push(event)]);
  const load = fakeLoad(deeds);
  const driver = fakeDriver(deeds, behaviours);
  const run = () =>
    executeRun(planOf(faults), { clock, bus, load, probers: [], driverOf: () => driver, journal: fakeJournal(deeds), stop, hold });
  const phases = () => events.flatMap((event) => (event.type === 'phase-started' ? [event.phase] : []));
  return { clock, deeds, events, stop, hold, load, run, phases };
}

describe('executeRun', () => {
  it('goes from warm-up to recovery, and draws each boundary before the deed that makes it', async () => {
    const { run, deeds, phases } = scene([plannedFault('a', 0, 3_000)]);
    await run();
    expect(phases()).toEqual(['warmup', 'baseline', 'fault', 'recovery']);
    expect(deeds).toEqual([
      'load:begin',
      'load:snapshot',
      'record:a',
      'load:boundary:fault',
      'inject:a',
      'undo:a',
      'settle:a',
      'load:boundary:recovery',
      'load:finish',
    ]);
  });

  it('leaves no gap between phases, and starts each where the one before ended', async () => {
    const { run, events } = scene([plannedFault('a', 500, 1_000)]);
    await run();
    const bounds = events.flatMap((event) =>
      event.type === 'phase-started' ? [event.fromMs] : event.type === 'phase-ended' ? [event.toMs] : [],
    );
    expect(bounds).toEqual([0, 1_000, 1_000, 3_500, 3_500, 4_500, 4_500, 8_000]);
  });

  it('is its baseline alone when there are no faults', async () => {
    const { run, phases, deeds } = scene([]);
    await run();
    expect(phases()).toEqual(['warmup', 'baseline']);
    expect(deeds).toEqual(['load:begin', 'load:finish']);
  });

  it('tells the load of the end before it comes, and ends the phase at it', async () => {
    const { run, load, clock, events } = scene([]);
    let toldAtMs = Infinity;
    const began = clock.nowNs();
    load.finish = async (atMs) => {
      toldAtMs = Number(clock.nowNs() - began) / 1e6 - 100;
      expect(atMs).toBe(3_000);
    };
    await run();
    expect(toldAtMs).toBeLessThan(3_000);
    expect(events.findLast((event) => event.type === 'phase-ended')).toMatchObject({ toMs: 3_000, cutShort: false });
  });

  it('stopped while the last answers are waited for, waits for them no longer', async () => {
    const { run, load, clock, stop, deeds, events } = scene([]);
    const { promise: never } = Promise.withResolvers<void>();
    load.finish = () => never;
    void clock.sleep(4_500, new AbortController().signal).then(() => stop.stop({ kind: 'requested', by: 'SIGINT' }));
    await run();
    expect(deeds).toEqual(['load:begin', 'load:abandon']);
    expect(events.findLast((event) => event.type === 'phase-ended')).toMatchObject({ toMs: 3_000, cutShort: false });
  });

  it('is over when the load is exhausted, without waiting for the end', async () => {
    const { run, load, clock, events, deeds } = scene([]);
    load.exhausted = clock.sleep(1_600, new AbortController().signal);
    await run();
    expect(deeds).toEqual(['load:begin', 'load:finish']);
    const ended = events.findLast((event) => event.type === 'phase-ended');
    expect(ended).toMatchObject({ phase: 'baseline', cutShort: false });
    expect(ended?.type === 'phase-ended' && ended.toMs).toBeLessThan(2_000);
  });

  it('undoes before it ends the load when it is stopped during a fault', async () => {
    const { run, clock, stop, deeds, events } = scene([plannedFault('a', 0, 3_000)]);
    void clock.sleep(4_500, new AbortController().signal).then(() => stop.stop({ kind: 'requested', by: 'SIGINT' }));
    await run();
    expect(deeds.slice(-3)).toEqual(['undo:a', 'settle:a', 'load:abandon']);
    expect(events.findLast((event) => event.type === 'phase-ended')).toMatchObject({ phase: 'fault', cutShort: true });
  });

  it('undoes the others at once when one does not go, and tries that one again meanwhile', async () => {
    let attempts = 0;
    const wedged = {
      undo: () => {
        attempts += 1;
        if (attempts < 3) throw new Error('wedged');
      },
    };
    const { run, clock, stop, deeds } = scene([plannedFault('a', 0, 3_000), plannedFault('b', 500, 2_500)], { b: wedged });
    void clock.sleep(4_500, new AbortController().signal).then(() => stop.stop({ kind: 'requested', by: 'SIGINT' }));
    await run();
    const undone = deeds.filter((deed) => /^(undo|settle):/.test(deed));
    expect(undone).toEqual(['undo:b', 'undo:a', 'settle:a', 'undo:b', 'undo:b', 'settle:b']);
  });

  it('measures no recovery from a fault that is not gone', async () => {
    const failing = {
      undo: () => {
        throw new Error('wedged');
      },
    };
    const { run, stop, phases, deeds } = scene([plannedFault('a', 0, 3_000)], { a: failing });
    await run();
    expect(stop.cause).toEqual({ kind: 'fault-not-gone', fault: 'a' });
    expect(phases()).toEqual(['warmup', 'baseline', 'fault']);
    expect(deeds.at(-1)).toBe('load:finish');
  });

  it('undoes everything and then rejects when something of ours throws', async () => {
    const { run, load, deeds } = scene([plannedFault('a', 0, 3_000)]);
    const begin = load.setBoundary.bind(load);
    load.setBoundary = (boundary, atMs) => {
      begin(boundary, atMs);
      if (boundary === 'recovery') throw new Error('a bug');
    };
    await expect(run()).rejects.toThrow('a bug');
    expect(deeds).toEqual(expect.arrayContaining(['undo:a', 'settle:a', 'load:abandon']));
  });
});
