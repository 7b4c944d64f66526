import { open } from 'node:fs/promises';
import { parseEventLine, renderEventLine } from '../events/parse-event-line.ts';
import type { RunEvent, RunEventBody } from '../events/run-event.ts';

/**
 * Goes on with the event log of a run that is over: counts on from its last whole event, and takes a last line that a death cut off
 * away. For whoever undoes in its place. Does nothing where there is no log, or none that can be gone on with.
 */
export async function appendAfterDeath(eventsPath: string, bodies: readonly RunEventBody[], now: Date): Promise<void> {
  if (bodies.length === 0) return;
  const file = await open(eventsPath, 'r+').catch(() => null);
  if (file === null) return;
  try {
    const content = await file.readFile('utf8');
    const end = content.lastIndexOf('\n') + 1;
    const last = content.slice(content.lastIndexOf('\n', end - 2) + 1, end);
    const parsed = parseEventLine(last);
    if (!parsed.ok) return;
    const { seq, ms, at } = parsed.event;
    // Its monotonic clock died with it: the wall clock tells how much later this is.
    const later = Math.max(0, now.getTime() - Date.parse(at));
    const events = bodies.map((body, index): RunEvent => ({ v: 1, seq: seq + 1 + index, at: now.toISOString(), ms: ms + later, ...body }));
    const offset = Buffer.byteLength(content.slice(0, end));
    await file.truncate(offset);
    await file.write(events.map(renderEventLine).join(''), offset);
    await file.sync();
  } finally {
    await file.close();
  }
}
