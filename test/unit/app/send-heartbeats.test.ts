import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sendHeartbeats } from '../../../src/app/send-heartbeats.ts';
import { createReplay } from '../../../src/events/replay.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { createEventBus } from '../../../src/runner/event-bus.ts';
import type { EventBus } from '../../../src/runner/event-bus.ts';

let nowMs: number;
let events: RunEvent[];
let bus: EventBus;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  nowMs = 0;
  events = [];
  const clock = { nowNs: () => BigInt(nowMs) * 1_000_000n, wallClock: () => new Date(nowMs), sleep: () => Promise.resolve() };
  bus = createEventBus(clock, [(event) => events.push(event)]);
});
afterEach(() => void vi.useRealTimers());

function pass(ms: number): void {
  for (const untilMs = nowMs + ms; nowMs < untilMs; vi.advanceTimersByTime(100)) nowMs += 100;
}

function beats(): number {
  return events.filter(({ type }) => type === 'heartbeat-sent').length;
}

test('a run that has nothing to tell says that it lives, so that whoever watches it waits on', () => {
  const replay = createReplay({ onEvent: () => {}, onRestart: () => {} }, { speed: Infinity });
  const stop = sendHeartbeats(bus);
  bus.emit({ type: 'process-started', instance: 'api', pid: 4 });
  for (let second = 0; second < 60; second += 1) {
    pass(1_000);
    replay.add(events.splice(0));
    replay.tick(nowMs, nowMs);
    expect(replay.over).toBe(false);
  }
  stop();
  pass(20_000);
  expect(events).toEqual([]);
  replay.tick(nowMs, nowMs);
  expect(replay.over).toBe(true);
});

test('a run that tells something every second sends no heartbeat, and one that has ended none either', () => {
  const stop = sendHeartbeats(bus);
  for (let second = 0; second < 20; second += 1) {
    bus.emit({ type: 'warning-raised', message: '' });
    pass(1_000);
  }
  expect(beats()).toBe(0);
  bus.emit({ type: 'run-ended', verdict: 'pass', exitCode: 0, reasons: [] });
  pass(20_000);
  expect(beats()).toBe(0);
  stop();
});
