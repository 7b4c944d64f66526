import type { RunEvent, RunEventBody } from '../events/run-event.ts';
import { foldEvent } from '../events/fold-event.ts';
import { emptyRunState } from '../events/run-state.ts';
import type { RunState } from '../events/run-state.ts';
import { elapsedMs } from './clock.ts';
import type { Clock } from './clock.ts';

/** Sees every event once, in order, with the state after it. Must not throw and must not block. */
export type EventSink = (event: RunEvent, state: RunState) => void;

/** Stamps facts, folds them into the run's state, and hands them on: log, dashboard and verdict all see the same. */
export interface EventBus {
  emit(body: RunEventBody): void;
  /** Live: the object changes as events arrive. */
  readonly state: RunState;
  /** Monotonic ms since the run began. */
  nowMs(): number;
}

/** `redact` takes secrets out of an event before anybody sees it, so that no output needs to think of them. */
export function createEventBus(
  clock: Clock,
  sinks: readonly EventSink[],
  redact: (event: RunEvent) => RunEvent = (event) => event,
): EventBus {
  const originNs = clock.nowNs();
  const state = emptyRunState();
  let seq = 0;
  const nowMs = (): number => elapsedMs(clock, originNs);
  return {
    state,
    nowMs,
    emit(body) {
      const event = redact({ v: 1, seq, at: clock.wallClock().toISOString(), ms: Math.round(nowMs() * 1000) / 1000, ...body });
      seq += 1;
      foldEvent(state, event);
      for (const sink of sinks) sink(event, state);
    },
  };
}
