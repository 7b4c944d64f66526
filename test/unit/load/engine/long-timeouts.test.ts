import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClosedTally } from '../../../../src/load/engine/closed/closed-tally.ts';
import { NativeSender } from '../../../../src/load/engine/closed/native-sender.ts';
import { DeadlineQueue } from '../../../../src/load/engine/deadline-queue.ts';
import { EngineClock } from '../../../../src/load/engine/engine-clock.ts';
import type { Exchange } from '../../../../src/load/engine/exchange.ts';
import { TimeoutLane } from '../../../../src/load/engine/timeout-lane.ts';
import { HistogramPool } from '../../../../src/load/engine/record/histogram-pool.ts';
import { TimelineReader, TimelineWriter } from '../../../../src/load/engine/shared-timeline.ts';
import { NO_REQUEST } from '../../../../src/load/engine/wire-request.ts';

const HOUR_MS = 3_600_000;
/** More than the 24.8 days that a timer holds. */
const TIMEOUT_US = 1000 * HOUR_MS * 1000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** When timers ended until `isOver`, in whole hours. */
function hoursOfTimers(isOver: () => boolean): number[] {
  const beganMs = performance.now();
  const hours: number[] = [];
  while (!isOver() && hours.length < 5) {
    vi.advanceTimersToNextTimer();
    hours.push(Math.floor((performance.now() - beganMs) / HOUR_MS));
  }
  return hours;
}

it('a request may take longer than a timer can run', () => {
  const clock = new EngineClock(0n);
  const overdue: Exchange[] = [];
  const end = (exchange: Exchange): void => {
    overdue.push(exchange);
    lane.inFlight.remove(exchange);
  };
  const lane = new TimeoutLane(TIMEOUT_US, clock, end, () => {});
  lane.add(clock.nowUs(), clock.nowUs(), NO_REQUEST);
  expect(hoursOfTimers(() => overdue.length > 0)).toEqual([596, 1000]);
});

it('so may a station of it', () => {
  const clock = new EngineClock(0n);
  const overdue: string[] = [];
  const queue = new DeadlineQueue<string>(TIMEOUT_US, clock, (item) => overdue.push(item));
  queue.add('connection', clock.nowUs());
  expect(hoursOfTimers(() => overdue.length > 0)).toEqual([596, 1000]);
});

it('so may a request of a closed load', () => {
  const clock = new EngineClock(0n);
  const timeline = new TimelineReader(new TimelineWriter().buffer);
  const entry = { name: 'load', endpoint: 'GET /', statuses: [[200, 299]] as const };
  const tally = new ClosedTally(entry, { worker: 0, limits: [], clock, timeline, histograms: new HistogramPool() });
  const cancelled: Exchange[] = [];
  const sender = new NativeSender(
    { share: 1, request: NO_REQUEST, timeoutUs: TIMEOUT_US, budget: null, clock, timeline, tally, onProgress: () => {} },
    () => ({ connections: 0, connectionsOpened: 0, send: () => {}, cancel: (one) => cancelled.push(one), close: () => {} }),
  );
  sender.begin();
  expect(hoursOfTimers(() => cancelled.length > 0)).toEqual([596, 1000]);
});
