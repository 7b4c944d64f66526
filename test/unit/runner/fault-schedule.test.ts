import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../../src/runner/event-bus.ts';
import { runFaultSchedule } from '../../../src/runner/fault-schedule.ts';
import { createFaultSession } from '../../../src/runner/fault-session.ts';
import type { FaultSession } from '../../../src/runner/fault-session.ts';
import { createHoldPort } from '../../../src/runner/hold-port.ts';
import { createSchedule } from '../../../src/runner/schedule.ts';
import { createStopPort } from '../../../src/runner/stop-port.ts';
import { createTimeline } from '../../../src/runner/timeline.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import { LEAST_PROVE_MS, PROVE_LIMIT_MS } from '../../../src/runner/limits.ts';
import { fakeDriver, fakeJournal, plannedFault, PROVEN, UNPROVEN } from './fakes.ts';
import type { FakeFaultBehaviour } from './fakes.ts';
import { createVirtualClock } from './virtual-clock.ts';

function scene(faults: readonly PlannedFault[], behaviours: Readonly<Record<string, FakeFaultBehaviour>> = {}) {
  const clock = createVirtualClock();
  const deeds: string[] = [];
  const types: string[] = [];
  const bus = createEventBus(clock, [(event) => types.push('fault' in event ? `${event.type}:${event.fault}` : event.type)]);
  const stop = createStopPort();
  const timeline = createTimeline(clock, 0n, stop.signal);
  const schedule = createSchedule({ timeline, hold: createHoldPort(), bus, onHeld: async () => {} });
  const journal = fakeJournal(deeds);
  const driver = fakeDriver(deeds, behaviours);
  const sessions: FaultSession[] = faults.map((fault) =>
    createFaultSession(fault, { driver, journal, bus, clock, stop, startingMs: 0, onInjecting: () => {} }),
  );
  return { clock, deeds, types, stop, sessions, run: () => runFaultSchedule(sessions, 0, schedule, stop) };
}

/** A proof that ends only when its time does. */
function hanging(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

describe('runFaultSchedule', () => {
  it('writes the undo down before the deed, and settles it after the proof that it is gone', async () => {
    const { run, deeds, types } = scene([plannedFault('a', 0, 1_000)]);
    await run();
    expect(deeds).toEqual(['record:a', 'inject:a', 'undo:a', 'settle:a']);
    expect(types).toEqual(['fault-inject-called:a', 'fault-proven:a', 'fault-held:a', 'fault-undo-called:a', 'fault-gone:a']);
  });

  it('undoes the last injected first where ends coincide', async () => {
    const { run, deeds } = scene([plannedFault('a', 0, 3_000), plannedFault('b', 1_000, 2_000), plannedFault('c', 2_000, 1_000)]);
    await run();
    expect(deeds.filter((deed) => deed.startsWith('undo'))).toEqual(['undo:c', 'undo:b', 'undo:a']);
  });

  it('undoes each fault at its own end', async () => {
    const { run, deeds } = scene([plannedFault('long', 0, 5_000), plannedFault('short', 500, 500)]);
    await run();
    expect(deeds.filter((deed) => !deed.startsWith('record'))).toEqual([
      'inject:long',
      'inject:short',
      'undo:short',
      'settle:short',
      'undo:long',
      'settle:long',
    ]);
  });

  it('takes times that are no whole milliseconds', async () => {
    const { run, types } = scene([plannedFault('a', 0.25, 5_000.4)]);
    await run();
    expect(types.at(-1)).toBe('fault-gone:a');
  });

  it('takes for a bug of ours what goes wrong after the inject', async () => {
    const { run, stop, sessions } = scene([plannedFault('a', 0, 5_000)]);
    const [session] = sessions;
    if (session === undefined) throw new Error('there is a fault');
    session.inject = () => Promise.reject(new Error('a bug'));
    await expect(run()).rejects.toThrow('stopped: crash');
    expect(stop.cause).toMatchObject({ kind: 'crash' });
  });

  it('undoes a fault at its end, whatever another one is still at', async () => {
    const undone = Promise.withResolvers<void>();
    const { run, deeds } = scene([plannedFault('restarting', 0, 0), plannedFault('short', 0, 2_000)], {
      restarting: { instant: true, inject: () => undone.promise },
      short: { undo: () => undone.resolve() },
    });
    await run();
    expect(deeds.filter((deed) => deed.startsWith('undo'))).toEqual(['undo:short', 'undo:restarting']);
  });

  it('where ends coincide, waits for the first attempt of the one before, not for its proof', async () => {
    let firstUndone = false;
    const { run, deeds } = scene([plannedFault('first', 0, 1_000), plannedFault('last', 0, 1_000)], {
      first: { undo: () => void (firstUndone = true) },
      last: { gone: () => (firstUndone ? PROVEN : UNPROVEN) },
    });
    await run();
    expect(deeds.filter((deed) => !deed.startsWith('record') && !deed.startsWith('inject'))).toEqual([
      'undo:last',
      'undo:first',
      'settle:first',
      'settle:last',
    ]);
  });

  it('where ends coincide, does not wait until what the one before started is ready, which may need the next undo', async () => {
    const thawed = Promise.withResolvers<void>();
    const { run, deeds } = scene([plannedFault('frozen-db', 0, 2_000), plannedFault('killed-api', 500, 1_500)], {
      'killed-api': {
        async undo(onDone) {
          onDone();
          await thawed.promise;
        },
      },
      'frozen-db': { undo: () => thawed.resolve() },
    });
    await run();
    expect(deeds.filter((deed) => deed.startsWith('undo'))).toEqual(['undo:killed-api', 'undo:frozen-db']);
  });

  it('holds a fault that does not show no longer than asked, but for the least that a proof is given, and loses nothing then', async () => {
    const hidden = { prove: () => UNPROVEN };
    const short = scene([plannedFault('a', 0, 1_000)], { a: hidden });
    await short.run();
    expect(short.clock.nowMs()).toBeLessThan(LEAST_PROVE_MS + 500);
    expect(short.types).toEqual(['fault-inject-called:a', 'fault-unproven:a', 'fault-undo-called:a', 'fault-gone:a']);
    const long = scene([plannedFault('a', 0, 30_000)], { a: hidden });
    await long.run();
    expect(long.clock.nowMs()).toBeGreaterThanOrEqual(30_000);
    expect(long.clock.nowMs()).toBeLessThan(31_000);
  });

  it('holds a fault for the sake of the proof before undo no longer than the least that a proof is given', async () => {
    let proofs = 0;
    const { run, types } = scene([plannedFault('a', 0, 1_000)], {
      a: { prove: (signal) => ((proofs += 1) === 1 ? PROVEN : hanging(signal)) },
    });
    const from = performance.now();
    await run();
    expect(types).toContain('fault-lost:a');
    expect(performance.now() - from).toBeLessThan(PROVE_LIMIT_MS - 2_000);
  });

  it('undoes a fault of an instant right after its proof', async () => {
    const { run, clock, types } = scene([plannedFault('restart', 1_000, 0)], { restart: { instant: true } });
    await run();
    expect(types).not.toContain('fault-held:restart');
    expect(types).toContain('fault-gone:restart');
    expect(clock.nowMs()).toBe(1_000);
  });

  it('says that a fault was lost when the proof before undo does not find it', async () => {
    let proofs = 0;
    const { run, types } = scene([plannedFault('a', 0, 1_000)], {
      a: { prove: () => ({ ...UNPROVEN, proven: (proofs += 1) === 1 }) },
    });
    await run();
    expect(types).toContain('fault-lost:a');
    expect(types).toContain('fault-gone:a');
  });

  it('stops the run when a fault cannot be injected, and leaves what stands to the caller', async () => {
    const { run, types, stop, sessions, deeds } = scene([plannedFault('a', 0, 5_000), plannedFault('b', 1_000, 4_000)], {
      b: { inject: () => Promise.reject(new Error('no such container')) },
    });
    await expect(run()).rejects.toThrow('stopped');
    expect(stop.cause).toEqual({ kind: 'fault-failed', fault: 'b' });
    expect(types).toContain('fault-inject-failed:b');
    expect(sessions.map((session) => session.open)).toEqual([true, true]);
    for (const session of [...sessions].reverse()) await session.release();
    expect(deeds.filter((deed) => deed.startsWith('undo'))).toEqual(['undo:b', 'undo:a']);
  });

  it('tries an undo that fails again, and keeps its record when it fails for good', async () => {
    const { run, types, sessions, deeds } = scene([plannedFault('a', 0, 1_000)], {
      a: {
        undo: () => {
          throw new Error('wedged');
        },
      },
    });
    await run();
    expect(deeds.filter((deed) => deed === 'undo:a')).toHaveLength(4);
    expect(types.at(-1)).toBe('fault-undo-failed:a');
    expect(sessions[0]?.open).toBe(true);
    expect(deeds).not.toContain('settle:a');
  });
});
