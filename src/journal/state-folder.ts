import { chmod } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { makeFolder } from '../file-system/make-folder.ts';
import { stateError } from './state-error.ts';

/** Where journals and locks live: the user's own, and not the run folder, which may be deleted or lie in a container. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_STATE_HOME'];
  // The XDG specification: a relative path is to be ignored.
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'shakedown');
}

export const runsFolder = (state: string): string => join(state, 'runs');
export const locksFolder = (state: string): string => join(state, 'locks');
export const journalPath = (state: string, run: string): string => join(runsFolder(state), `${run}.journal.ndjson`);

/** Creates a folder that only its owner can look into. */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    if (!(await makeFolder(path, 0o700))) await chmod(path, 0o700);
  } catch (error) {
    throw stateError(error, path);
  }
}
