import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { parseEventLine } from '../events/parse-event-line.ts';
import type { RunEvent } from '../events/run-event.ts';
import { splitLines } from './split-lines.ts';

/**
 * The events of a run folder, or of an events.ndjson, one by one: the log of a long run is larger than a string may be. A torn last
 * line is left out, since a crash may have cut it. Throws a UserError (exit 2) for anything else that is no event.
 */
export async function* streamEventLog(path: string): AsyncGenerator<RunEvent> {
  const file = path.endsWith('.ndjson') ? path : join(path, 'events.ndjson');
  const input = createReadStream(file, 'utf8');
  let number = 0;
  let torn: string | null = null;
  try {
    for await (const line of splitLines(input)) {
      number += 1;
      if (line.trim() === '') continue;
      if (torn !== null) throw new Error(torn);
      const parsed = parseEventLine(line);
      if (parsed.ok) yield parsed.event;
      else if (parsed.torn) torn = `line ${number}: ${parsed.message}`;
      else throw new Error(`line ${number}: ${parsed.message}`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The event log cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: EXIT.usage,
      where: file,
      try: 'Name the folder of a run, as it is printed at its end.',
      cause: error,
    });
  } finally {
    input.destroy();
  }
}
