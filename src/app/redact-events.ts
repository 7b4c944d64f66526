import { parseEventLine, renderEventLine } from '../events/parse-event-line.ts';
import type { RunEvent } from '../events/run-event.ts';
import { redactLine } from '../run-folder/redact-line.ts';

/** Takes the manifest's secrets out of every string of an event; does nothing where there are none. */
export function redactEvents(secrets: readonly string[]): (event: RunEvent) => RunEvent {
  if (secrets.length === 0) return (event) => event;
  return (event) => {
    const parsed = parseEventLine(redactLine(renderEventLine(event), secrets));
    if (!parsed.ok) throw new Error(`an event cannot be told without its secrets: ${parsed.message}`);
    return parsed.event;
  };
}
