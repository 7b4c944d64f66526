import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { parseEventLog } from '../events/parse-event-line.ts';
import type { RunEvent } from '../events/run-event.ts';

/** The events of a run folder, or of an events.ndjson. Throws a UserError (exit 2) where there are none that can be read. */
export async function readEventLog(path: string): Promise<readonly RunEvent[]> {
  const file = path.endsWith('.ndjson') ? path : join(path, 'events.ndjson');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    return parseEventLog(text);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UserError {
  const message = error instanceof Error ? error.message : String(error);
  return new UserError(`The event log cannot be read: ${message}`, {
    exitCode: EXIT.usage,
    where: file,
    try: 'Name the folder of a run, as it is printed at its end.',
    cause: error,
  });
}
