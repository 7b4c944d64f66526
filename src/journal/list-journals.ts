import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, stateError } from './state-error.ts';
import { runsFolder } from './state-folder.ts';

export interface JournalFile {
  readonly run: string;
  readonly path: string;
}

const ENDING = '.journal.ndjson';

/** Every journal of this user, by name. */
export async function listJournals(state: string): Promise<readonly JournalFile[]> {
  const folder = runsFolder(state);
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(ENDING))
      .sort()
      .map((name) => ({ run: name.slice(0, -ENDING.length), path: join(folder, name) }));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateError(error, folder);
  }
}
