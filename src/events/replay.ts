import { foldEvent } from './fold-event.ts';
import { isAppended } from './is-appended.ts';
import type { RunEvent } from './run-event.ts';
import { emptyRunState, type RunState } from './run-state.ts';

/** A log without an end that has been silent for so long is that of a run that was killed: a live one sends heartbeats. */
const SILENT_MS = 15_000;

/** Told of each event after it was folded; `restarted`: the run is told again from its beginning. */
export interface ReplayListener {
  onEvent(event: RunEvent, state: RunState): void;
  onRestart(): void;
}

/**
 * A run told again from its events, at any speed, forth and back. Time is that of the events (ms since the run began); what the time
 * is outside is passed in.
 */
export interface Replay {
  readonly state: RunState;
  readonly paused: boolean;
  readonly speed: number;
  /** The log grew. */
  add(events: readonly RunEvent[]): void;
  /** Folds everything up to now. `clockMs` is monotonic, `wallMs` since 1970. */
  tick(clockMs: number, wallMs: number): void;
  /** Where it stands, in ms of the events' clock. */
  readonly atMs: number;
  /** Nothing more will come: the run's end was told, or its log breaks off. */
  readonly over: boolean;
  pause(): void;
  seek(toMs: number): void;
  /** A moment of the timeline on the events' clock. */
  onEventClock(timelineMs: number): number;
  setSpeed(speed: number): void;
}

export function createReplay(listener: ReplayListener, options: { readonly speed: number }): Replay {
  /** What came after the run's end, or was appended after its death, is told right after what was before it. */
  const told: { readonly event: RunEvent; readonly ms: number }[] = [];
  /** Of the run itself. */
  let newest: RunEvent | null = null;
  let zeroMs = 0;
  let state = emptyRunState();
  let next = 0;
  let atMs = 0;
  let lastClockMs: number | null = null;
  let firstWallMs: number | null = null;
  let over = false;
  let { speed } = options;
  let paused = false;

  function restart(): void {
    state = emptyRunState();
    next = 0;
    listener.onRestart();
  }

  /** How far the run itself has come: beyond its newest event while it lives. */
  function edgeOf(wallMs: number): { readonly ms: number; readonly final: boolean } {
    firstWallMs ??= wallMs;
    // A run writes its first event as soon as its folder is there.
    if (newest === null) return { ms: 0, final: wallMs - firstWallMs > SILENT_MS };
    const silentMs = Math.max(0, wallMs - Date.parse(newest.at));
    const final = newest.type === 'run-ended' || silentMs > SILENT_MS;
    return { ms: newest.ms + (final ? 0 : silentMs), final };
  }

  function fold(): void {
    for (let one = told[next]; one !== undefined && one.ms <= atMs; one = told[next]) {
      const { event } = one;
      next += 1;
      foldEvent(state, event);
      listener.onEvent(event, state);
    }
  }

  return {
    get state() {
      return state;
    },
    get paused() {
      return paused;
    },
    get speed() {
      return speed;
    },
    get atMs() {
      return atMs;
    },
    get over() {
      return over;
    },
    add(more) {
      for (const event of more) {
        const isOwn = newest?.type !== 'run-ended' && !isAppended(event);
        told.push({ event, ms: isOwn ? event.ms : (told.at(-1)?.ms ?? 0) });
        if (isOwn) newest = event;
        if (event.type === 'timeline-started') zeroMs = event.zeroMs;
      }
    },
    tick(clockMs, wallMs) {
      const edge = edgeOf(wallMs);
      if (!paused) atMs = Math.min(edge.ms, speed === Infinity ? Infinity : atMs + (clockMs - (lastClockMs ?? clockMs)) * speed);
      lastClockMs = clockMs;
      fold();
      over = edge.final && next === told.length;
    },
    pause() {
      paused = !paused;
    },
    seek(toMs) {
      const target = Math.max(0, Math.min(toMs, told.at(-1)?.ms ?? 0));
      if (target < atMs) restart();
      atMs = target;
      fold();
    },
    onEventClock(timelineMs) {
      return timelineMs + zeroMs;
    },
    setSpeed(wanted) {
      speed = wanted;
    },
  };
}
