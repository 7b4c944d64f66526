import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import type { ProbeAnswer, Prober } from '../../../src/probes/prober.ts';
import { createEventBus } from '../../../src/runner/event-bus.ts';
import { createStopPort } from '../../../src/runner/stop-port.ts';
import { createTimeline } from '../../../src/runner/timeline.ts';
import { watchProbes } from '../../../src/runner/watch-probes.ts';
import { createVirtualClock } from './virtual-clock.ts';

const GOOD: ProbeAnswer = { kind: 'answered', ok: true, value: 3, unit: 'ms', message: null };
const NOBODY: ProbeAnswer = { kind: 'unasked', hopeless: false, message: 'nobody there' };

/** Asked once a second for `forMs`; the n-th answer is `answers[n]`, else good, and takes `tookMs`. */
async function watched(answers: readonly ProbeAnswer[], { forMs = 5_500, tookMs = 10 } = {}) {
  const clock = createVirtualClock();
  const events: RunEvent[] = [];
  const bus = createEventBus(clock, [(event) => events.push(event)]);
  const stop = createStopPort();
  const done = new AbortController();
  const timeline = createTimeline(clock, clock.nowNs(), stop.signal);
  const askedAtMs: number[] = [];
  const spec = { name: 'p', kind: 'tcp', address: 'x:1', everyMs: 1_000, timeoutMs: 900, position: { line: 1, column: 1 } } as const;
  const prober: Prober = {
    spec: { ...spec, expect: { open: true, withinMs: null } },
    async ask() {
      askedAtMs.push(Math.round(timeline.nowMs()));
      const answer = answers[askedAtMs.length - 1] ?? GOOD;
      await clock.sleep(tookMs, new AbortController().signal);
      return answer;
    },
  };
  const watching = watchProbes([prober], { bus, timeline, stop, done: done.signal });
  await clock.sleep(forMs, stop.signal).catch(() => undefined);
  done.abort();
  await watching;
  return { events, askedAtMs, cause: stop.cause, clock };
}

describe('watchProbes', () => {
  it('asks at the beginning and then at every beat, until the run is done', async () => {
    const { askedAtMs, events } = await watched([]);
    expect(askedAtMs).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(events.map((event) => event.type)).toEqual(askedAtMs.map(() => 'probe-completed'));
    expect(events[0]).toMatchObject({ probe: 'p', ok: true, value: 3, unit: 'ms', tookMs: 10, message: null });
  });

  it('leaves out the beats that an answer took up, and still counts the one that is awaited at the end', async () => {
    const { askedAtMs, events } = await watched([], { tookMs: 1_400 });
    expect(askedAtMs).toEqual([0, 2_000, 4_000]);
    expect(events).toHaveLength(3);
  });

  it('goes on where nobody could be asked once or twice, and counts that as not as expected', async () => {
    const { askedAtMs, events, cause } = await watched([GOOD, NOBODY, NOBODY, GOOD, NOBODY]);
    expect(askedAtMs).toHaveLength(6);
    expect(events.map((event) => event.type === 'probe-completed' && event.ok)).toEqual([true, false, false, true, false, true]);
    expect(cause).toBeNull();
  });

  it('stops the run when nobody could be asked three times in a row', async () => {
    const { askedAtMs, events, cause } = await watched([GOOD, NOBODY, NOBODY, NOBODY]);
    expect(askedAtMs).toHaveLength(4);
    expect(events.at(-1)).toMatchObject({ type: 'probe-lost', probe: 'p', message: 'nobody there' });
    expect(cause).toMatchObject({ kind: 'probe-lost', probe: 'p' });
  });

  it('stops the run at once when it is hopeless', async () => {
    const { askedAtMs, cause } = await watched([{ ...NOBODY, hopeless: true }]);
    expect(askedAtMs).toEqual([0]);
    expect(cause).toMatchObject({ kind: 'probe-lost' });
  });
});
