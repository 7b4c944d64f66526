import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appendDurably, syncFolder } from './append-durably.ts';
import type { JournalHeader, JournalLine } from './journal-format.ts';
import type { Moment } from './moment.ts';
import { readJournal } from './read-journal.ts';
import { runJournal } from './run-journal.ts';
import type { RunJournal } from './run-journal.ts';
import { stateError } from './state-error.ts';
import { journalPath, makePrivateFolder } from './state-folder.ts';

/** Creates the journal of a new run in the state folder, header written and flushed, the folder's entry too. */
export async function openJournal(state: string, header: JournalHeader, now: () => Moment): Promise<RunJournal> {
  const path = journalPath(state, header.run);
  await makePrivateFolder(dirname(path));
  try {
    const file = await open(path, 'ax', 0o600);
    const line: JournalLine = { type: 'opened', ...header };
    await appendDurably(file, `${JSON.stringify(line)}\n`);
    await syncFolder(dirname(path));
    return runJournal(path, file, [], now);
  } catch (error) {
    throw stateError(error, path);
  }
}

/** Goes on with the journal of a run whose writer is dead or hangs. Throws what `readJournal` throws. */
export async function reopenJournal(path: string, by: 'watchdog' | 'recover', now: () => Moment): Promise<RunJournal> {
  const { pending, tornTail } = await readJournal(path);
  try {
    const file = await open(path, 'a');
    const line: JournalLine = { type: 'reopened', at: now().wall.toISOString(), by, pid: process.pid };
    // A full disk must not keep anybody from undoing: without this line the file is still right.
    await appendDurably(file, `${tornTail ? '\n' : ''}${JSON.stringify(line)}\n`).catch(() => undefined);
    return runJournal(path, file, pending, now);
  } catch (error) {
    throw stateError(error, path);
  }
}
