import type { RunEvent } from '../../events/run-event.ts';
import type { RunState } from '../../events/run-state.ts';
import type { EventWords } from './event-words.ts';

/** A probe that finds something else than before, `state` being after the event; `null` where it goes on as it was. */
export function probeTurn(event: RunEvent, state: RunState): EventWords | null {
  if (event.type !== 'probe-completed') return null;
  const before = state.probes.get(event.probe)?.results.at(-2)?.ok ?? true;
  if (event.ok === before) return null;
  return event.ok
    ? { text: `probe ${event.probe} as expected again`, tone: 'good' }
    : { text: `probe ${event.probe} not as expected: ${event.message ?? 'no reason given'}`, tone: 'bad' };
}
