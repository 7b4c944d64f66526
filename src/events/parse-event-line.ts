import type { RunEvent } from './run-event.ts';

export type EventLine =
  | { readonly ok: true; readonly event: RunEvent }
  /** `torn`: no whole JSON, as a crash leaves the last line. */
  | { readonly ok: false; readonly torn: boolean; readonly message: string };

/** One line of an event log. The log is our own, so that a line with the header of this version is taken at its word. */
export function parseEventLine(line: string): EventLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, torn: true, message: 'the line is no whole JSON' };
  }
  return isRunEvent(value) ? { ok: true, event: value } : { ok: false, torn: false, message: 'the line is no event of version 1' };
}

/**
 * All events of a log. A torn last line is left out, since a crash may have cut it; anything else that is no event throws, as an
 * `Error` that names the line.
 */
export function parseEventLog(text: string): RunEvent[] {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const events: RunEvent[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = parseEventLine(line);
    if (parsed.ok) events.push(parsed.event);
    else if (!parsed.torn || index !== last) throw new Error(`Line ${index + 1} of the event log: ${parsed.message}.`);
  });
  return events;
}

/** As it stands in an event log, newline included. */
export function renderEventLine(event: RunEvent): string {
  return `${escapeLineEnds(JSON.stringify(event))}\n`;
}

/** JSON has U+2028 and U+2029 in strings as they are, where many a reader of lines (Node's readline too) ends one. */
export function escapeLineEnds(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function isRunEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null) return false;
  const header: { v?: unknown; seq?: unknown; at?: unknown; ms?: unknown; type?: unknown } = value;
  const { v, seq, at, ms, type } = header;
  return v === 1 && typeof seq === 'number' && typeof at === 'string' && typeof ms === 'number' && typeof type === 'string';
}
