import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Moment } from '../moment.ts';
import { errorCode, stateError } from '../state-error.ts';
import { locksFolder } from '../state-folder.ts';
import type { LockContent } from './lock-file.ts';
import { ABANDONED, isLive, parseLock } from './lock-file.ts';
import { parseLockFileName } from './lock-name.ts';

/** One generation of a lock. */
export interface LockFile {
  readonly path: string;
  readonly name: string;
  readonly generation: number;
  readonly content: LockContent;
}

/** The present holders, live or expired, one a lock: the highest generation. */
export async function readLocks(state: string): Promise<readonly LockFile[]> {
  const highest = new Map<string, LockFile>();
  for (const file of await readLockFiles(state)) {
    if (file.generation >= (highest.get(file.name)?.generation ?? 0)) highest.set(file.name, file);
  }
  return [...highest.values()];
}

/** Every generation of every lock. */
export async function readLockFiles(state: string): Promise<readonly LockFile[]> {
  const folder = locksFolder(state);
  const files = (await listFolder(folder)).map(async (file) => {
    const parsed = parseLockFileName(file);
    const content = parsed === null ? null : await readLock(join(folder, file));
    return parsed === null || content === null ? [] : [{ path: join(folder, file), ...parsed, content }];
  });
  return (await Promise.all(files)).flat();
}

/** Runs that hold a lock that has not expired. */
export async function liveRuns(state: string, now: Moment): Promise<readonly LockContent[]> {
  const locks = (await readLocks(state)).map((lock) => lock.content);
  return locks.filter((lock) => lock.key === runKey(lock.run) && isLive(lock, now));
}

/** Every run holds this lock beside those of what it touches. */
export function runKey(run: string): string {
  return `run-${run}`;
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateError(error, folder);
  }
}

/** `null` when it went away meanwhile. */
async function readLock(path: string): Promise<LockContent | null> {
  const first = await contentOf(path);
  if (first === null || first !== ABANDONED) return first;
  // It may have been read in the middle of a renewal.
  await sleep(20);
  return contentOf(path);
}

async function contentOf(path: string): Promise<LockContent | null> {
  try {
    return parseLock(await readFile(path, 'utf8')) ?? ABANDONED;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw stateError(error, path);
  }
}
