import type { RunEvent } from '../events/run-event.ts';
import { redactStrings } from '../manifest/redact-strings.ts';

/** Takes the manifest's secrets out of every text of an event; does nothing where there are none. */
export function redactEvents(secrets: readonly string[]): (event: RunEvent) => RunEvent {
  return (event) => redactStrings(event, secrets);
}
