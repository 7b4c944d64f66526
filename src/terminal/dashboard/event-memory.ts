import type { RunEvent } from '../../events/run-event.ts';
import { eventWords, type EventWords } from '../../report/words/event-words.ts';
import type { EventLine } from '../view/dashboard-view.ts';

const KEPT = 500;

/** The last events, in words. */
export interface EventMemory {
  remember(event: RunEvent): void;
  readonly size: number;
  /** @param zeroMs where the timeline's zero lies on the events' clock, as far as known */
  lines(zeroMs: number | null): EventLine[];
}

export function createEventMemory(): EventMemory {
  const kept: { readonly ms: number; readonly words: EventWords }[] = [];
  return {
    remember(event) {
      const words = event.type === 'run-started' ? null : eventWords(event);
      if (words === null) return;
      kept.push({ ms: event.ms, words });
      if (kept.length > KEPT) kept.shift();
    },
    get size() {
      return kept.length;
    },
    lines(zeroMs) {
      return kept.map(({ ms, words }) => ({ atMs: zeroMs === null ? null : ms - zeroMs, ...words }));
    },
  };
}
