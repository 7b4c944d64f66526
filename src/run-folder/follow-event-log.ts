import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { EXIT, UserError } from '../errors/user-error.ts';
import { parseEventLine } from '../events/parse-event-line.ts';
import type { RunEvent } from '../events/run-event.ts';

const CHUNK = 1 << 20;

/** An event log that may still grow. */
export interface FollowedLog {
  /**
   * The events that were added since the last call. A last line that is not whole waits for its rest. Throws a UserError (exit 2) for a
   * line that is whole and no event.
   */
  read(): RunEvent[];
  close(): void;
}

/** Opens the log of a run folder, or an events.ndjson. Throws a UserError (exit 2) where there is none. */
export function followEventLog(path: string): FollowedLog {
  const file = path.endsWith('.ndjson') ? path : join(path, 'events.ndjson');
  const handle = open(file);
  const buffer = Buffer.alloc(CHUNK);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let lines = 0;

  function parsed(line: string): RunEvent[] {
    lines += 1;
    if (line.trim() === '') return [];
    const one = parseEventLine(line);
    if (one.ok) return [one.event];
    throw new UserError(`Line ${lines} of the event log: ${one.message}.`, {
      exitCode: EXIT.usage,
      where: file,
      try: 'Name the folder of a run, as it is printed at its end.',
    });
  }

  return {
    read() {
      const events: RunEvent[] = [];
      // Piece by piece: the log of a long run is longer than a string can be (512 MiB).
      for (let got = readSync(handle, buffer); got > 0; got = readSync(handle, buffer)) {
        const whole = (rest + decoder.write(buffer.subarray(0, got))).split('\n');
        rest = whole.pop() ?? '';
        for (const line of whole) events.push(...parsed(line));
      }
      return events;
    },
    close: () => closeSync(handle),
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw new UserError(`The event log cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      exitCode: EXIT.usage,
      where: file,
      try: 'Name the folder of a run, as it is printed at its end.',
      cause,
    });
  }
}
