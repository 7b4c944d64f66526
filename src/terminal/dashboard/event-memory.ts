import type { RunEvent } from '../../events/run-event.ts';
import { eventWords } from '../event-words.ts';
import type { EventLine } from '../view/dashboard-view.ts';

const KEPT = 40;

/** The last events, in words. */
export interface EventMemory {
  /** @param zeroMs where the timeline's zero lies on the events' clock, as far as known */
  remember(event: RunEvent, zeroMs: number | null): void;
  readonly lines: readonly EventLine[];
}

export function createEventMemory(): EventMemory {
  const lines: EventLine[] = [];
  return {
    lines,
    remember(event, zeroMs) {
      if (event.type === 'run-started') return;
      const words = eventWords(event);
      if (words === null) return;
      lines.push({ atMs: event.ms - (zeroMs ?? event.ms), ...words });
      if (lines.length > KEPT) lines.shift();
    },
  };
}
