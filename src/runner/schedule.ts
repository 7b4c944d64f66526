import type { EventBus } from './event-bus.ts';
import type { HoldPort } from './hold-port.ts';
import type { Timeline } from './timeline.ts';

/**
 * The plan's own time: that of the timeline without what an operator held of it. While it is held it stands, and the load goes on.
 * Every wait ends at once when the run is stopped, with `Stopped`.
 */
export interface Schedule {
  nowMs(): number;
  /** Where a moment of the plan lies on the timeline, if nobody holds it before. */
  onTimeline(plannedMs: number): number;
  /** Resolves at `plannedMs`, and not while held. */
  until(plannedMs: number): Promise<void>;
  /** The same, but over as soon as somebody holds: `held`. */
  untilOrHeld(plannedMs: number): Promise<'reached' | 'held'>;
  /** The same as `until`, but over as soon as `event` comes. */
  untilOr(plannedMs: number, event: Promise<void>): Promise<void>;
}

export interface HeldSchedule extends Schedule {
  /** From here on it can be held. A hold that was asked for earlier begins now. */
  open(): void;
  /** From here on a toggle changes nothing. */
  close(): void;
}

export interface SchedulePorts {
  readonly timeline: Timeline;
  readonly hold: HoldPort;
  readonly bus: EventBus;
  /** Undoes every fault that stands; it goes on only after that. Must not reject. */
  readonly onHeld: () => Promise<void>;
}

const NEVER = new Promise<void>(() => {});

export function createSchedule({ timeline, hold, bus, onHeld }: SchedulePorts): HeldSchedule {
  let heldMs = 0;
  let since: number | null = null;
  let open = false;
  let undone: Promise<void> = Promise.resolve();
  let changed = Promise.withResolvers<void>();
  const unlisten = hold.onToggle(follow);

  const nowMs = (): number => (since ?? timeline.nowMs()) - heldMs;

  function announce(): void {
    const before = changed;
    changed = Promise.withResolvers<void>();
    before.resolve();
  }

  function follow(): void {
    if (!open) return;
    if (hold.wanted && since === null) {
      since = timeline.nowMs();
      bus.emit({ type: 'timeline-held' });
      undone = onHeld();
      announce();
    } else if (!hold.wanted && since !== null) void undone.then(resume);
  }

  function resume(): void {
    // Held again while the undoing was waited for, or resumed twice.
    if (!open || hold.wanted || since === null) return;
    heldMs += timeline.nowMs() - since;
    since = null;
    bus.emit({ type: 'timeline-resumed' });
    announce();
  }

  async function untilOrHeld(plannedMs: number): Promise<'reached' | 'held'> {
    while (since === null) {
      const leftMs = plannedMs - nowMs();
      if (leftMs <= 0) return 'reached';
      await timeline.untilOr(timeline.nowMs() + leftMs, changed.promise);
    }
    return 'held';
  }

  async function untilOr(plannedMs: number, event: Promise<void>): Promise<void> {
    let over = false;
    const ending = event.then(() => void (over = true));
    while (!over) {
      const leftMs = plannedMs - nowMs();
      const next = Promise.race([changed.promise, ending]);
      if (since !== null) await timeline.untilEvent(next);
      else if (leftMs <= 0) return;
      else await timeline.untilOr(timeline.nowMs() + leftMs, next);
    }
  }

  return {
    nowMs,
    onTimeline: (plannedMs) => plannedMs + heldMs,
    until: (plannedMs) => untilOr(plannedMs, NEVER),
    untilOrHeld,
    untilOr,
    open() {
      open = true;
      follow();
    },
    close() {
      open = false;
      unlisten();
    },
  };
}
