import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { createEventBus } from '../../../src/runner/event-bus.ts';
import { runFaultSchedule } from '../../../src/runner/fault-schedule.ts';
import { createFaultSession } from '../../../src/runner/fault-session.ts';
import { createHoldPort } from '../../../src/runner/hold-port.ts';
import { createSchedule } from '../../../src/runner/schedule.ts';
import { createStopPort } from '../../../src/runner/stop-port.ts';
import { createTimeline } from '../../../src/runner/timeline.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import { fakeDriver, fakeJournal, plannedFault } from './fakes.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** `presses`: when somebody holds, resumes, holds … */
function scene(faults: readonly PlannedFault[], presses: readonly number[], open = true) {
  const clock = createVirtualClock();
  const deeds: string[] = [];
  const events: RunEvent[] = [];
  const bus = createEventBus(clock, [(event) => events.push(event)]);
  const stop = createStopPort();
  const hold = createHoldPort();
  const timeline = createTimeline(clock, 0n, stop.signal);
  const driver = fakeDriver(deeds);
  const journal = fakeJournal(deeds);
  const sessions = faults.map((fault) =>
    createFaultSession(fault, { driver, journal, bus, clock, stop, startingMs: 0, onInjecting: () => {} }),
  );
  const onHeld = async (): Promise<void> => {
    for (const session of [...sessions].reverse()) await session.release();
  };
  const schedule = createSchedule({ timeline, hold, bus, onHeld });
  if (open) schedule.open();
  for (const atMs of presses) void clock.sleep(atMs, new AbortController().signal).then(() => hold.toggle());
  return { clock, deeds, events, schedule, stop, hold, run: () => runFaultSchedule(sessions, 0, schedule, stop) };
}

describe('a hold', () => {
  it('undoes every fault, the last injected first, and injects them again for what is left of their time', async () => {
    const { run, clock, deeds } = scene([plannedFault('a', 0, 5_000), plannedFault('b', 1_000, 4_000)], [2_000, 9_000]);
    await run();
    expect(deeds.filter((deed) => /^(?:inject|undo)/.test(deed))).toEqual([
      'inject:a',
      'inject:b',
      'undo:b',
      'undo:a',
      'inject:a',
      'inject:b',
      'undo:b',
      'undo:a',
    ]);
    expect(clock.nowMs()).toBe(5_000 + 7_000);
  });

  it('keeps faults whose time has not come from being injected', async () => {
    const { run, events } = scene([plannedFault('late', 1_000, 500)], [500, 3_000]);
    await run();
    const injected = events.find((event) => event.type === 'fault-inject-called');
    expect(injected?.ms).toBe(3_500);
  });

  it('is on record, with its end', async () => {
    const { run, events } = scene([plannedFault('a', 0, 2_000)], [1_000, 4_000]);
    await run();
    const holds = events.filter(({ type }) => type === 'timeline-held' || type === 'timeline-resumed');
    expect(holds.map(({ type, ms }) => [type, ms])).toEqual([
      ['timeline-held', 1_000],
      ['timeline-resumed', 4_000],
    ]);
  });

  it('that is asked for too early begins when the schedule opens', async () => {
    const { schedule, clock, events } = scene([], [100], false);
    await clock.sleep(500, new AbortController().signal);
    expect(events).toEqual([]);
    schedule.open();
    expect(events.map(({ type, ms }) => [type, ms])).toEqual([['timeline-held', 500]]);
  });

  it('ends with the run, whoever waits', async () => {
    const { run, clock, stop, deeds } = scene([plannedFault('a', 0, 5_000)], [1_000]);
    void clock.sleep(3_000, new AbortController().signal).then(() => stop.stop({ kind: 'requested', by: 'key' }));
    await expect(run()).rejects.toThrow('stopped');
    expect(deeds).toEqual(['record:a', 'inject:a', 'undo:a', 'settle:a']);
  });

  it('makes the plan’s time stand and shifts what comes after it', async () => {
    const { schedule, clock } = scene([], [1_000, 3_500]);
    await schedule.until(2_000);
    expect(clock.nowMs()).toBe(4_500);
    expect(schedule.nowMs()).toBe(2_000);
    expect(schedule.onTimeline(10_000)).toBe(12_500);
  });
});
