import { lstat, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode, stateError } from './state-error.ts';
import { makePrivateFolder, runsFolder } from './state-folder.ts';
import { isObject, text } from './untyped.ts';

const ENDING = '.stop';

/** Asks a run that lives on this machine to end: a file beside its journal, which it looks for. Throws a UserError where that cannot be written. */
export async function requestStop(state: string, run: string, from: string): Promise<void> {
  const path = stopPath(state, run);
  await makePrivateFolder(runsFolder(state));
  try {
    await writeFile(path, JSON.stringify({ v: 1, run, from }), { mode: 0o600 });
  } catch (error) {
    throw stateError(error, path);
  }
}

export interface StopRequest {
  /** Empty where nobody knows. */
  readonly from: string;
  /** Why it could not be read; `null`: it could. */
  readonly unreadable: string | null;
}

/**
 * Who asked for it; `null`: nobody. A file that is there and cannot be read is a request all the same: who wrote it meant it. Throws
 * where it cannot be known whether there is one.
 */
export async function readStopRequest(state: string, run: string): Promise<StopRequest | null> {
  const path = stopPath(state, run);
  try {
    return { from: fromOf(await readFile(path, 'utf8')), unreadable: null };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    // Too many open files, or a folder that may not be looked into, say nothing of whether it is there.
    await lstat(path).catch(() => {
      throw error;
    });
    return { from: '', unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** Runs that somebody asked to end, dead ones too. */
export async function listStopRequests(state: string): Promise<readonly string[]> {
  const names = await readdir(runsFolder(state)).catch(() => []);
  return names.filter((name) => name.endsWith(ENDING)).map((name) => basename(name, ENDING));
}

/** Idempotent. */
export async function removeStopRequest(state: string, run: string): Promise<void> {
  await rm(stopPath(state, run), { force: true });
}

function stopPath(state: string, run: string): string {
  return join(runsFolder(state), `${run}${ENDING}`);
}

function fromOf(content: string): string {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? text(value['from']) : '';
  } catch {
    return '';
  }
}
