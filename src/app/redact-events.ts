import type { RunEventBody } from '../events/run-event.ts';
import { redactLine } from '../run-folder/redact-line.ts';

/** Takes the manifest's secrets out of every string of an event; does nothing where there are none. */
export function redactEvents(secrets: readonly string[]): (body: RunEventBody) => RunEventBody {
  if (secrets.length === 0) return (body) => body;
  return (body) => {
    const redacted: RunEventBody = JSON.parse(redactLine(JSON.stringify(body), secrets));
    return redacted;
  };
}
