import { describe, expect, it } from 'vitest';
import { watchOutsiders } from '../../../src/app/watch-outsiders.ts';
import type { RunEventBody } from '../../../src/events/run-event.ts';
import { createEventBus } from '../../../src/runner/event-bus.ts';
import { createStopPort } from '../../../src/runner/stop-port.ts';
import { plannedFault } from '../runner/fakes.ts';
import { createVirtualClock } from '../runner/virtual-clock.ts';

function scene() {
  const stop = createStopPort();
  const events: RunEventBody[] = [];
  const bus = createEventBus(createVirtualClock(), [(event) => events.push(event)]);
  const outsiders = watchOutsiders([plannedFault('frozen', 0, 1_000)], { bus, stop });
  return { stop, outsiders, inject: () => bus.emit({ type: 'phase-started', phase: 'fault', fromMs: 0 }) };
}

describe('a container that dies outside the blast radius', () => {
  it('stops the run, once a fault is in', () => {
    const { stop, outsiders, inject } = scene();
    inject();
    outsiders.died('db', 137);
    expect(stop.cause).toMatchObject({ kind: 'stop-condition', condition: expect.stringContaining('db did, with exit code 137') });
  });

  it('stops nothing when it did its job, when a fault is about it, or when it died before any fault too', () => {
    const { stop, outsiders, inject } = scene();
    outsiders.died('flaky', 1);
    inject();
    outsiders.died('flaky', 1);
    outsiders.died('job', 0);
    outsiders.died('api', 137);
    expect(stop.cause).toBeNull();
  });
});
