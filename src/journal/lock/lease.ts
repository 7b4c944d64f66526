import { link, open, readFile, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Expiry } from '../moment.ts';
import { errorCode } from '../state-error.ts';
import { parseLock } from './lock-file.ts';
import type { LockContent } from './lock-file.ts';
import type { LockFile } from './read-locks.ts';

/** How the name of a lock ends that is not one yet. */
export const DRAFT = '.draft';

/** A lock file held open by its holder. */
export interface Lease {
  readonly path: string;
  readonly content: LockContent;
  /** Writes a new expiry in place: needs no space on the disk, and reaches nobody's file but ours even if it was deleted meanwhile. */
  renew(expiry: Expiry): Promise<void>;
  release(): Promise<void>;
}

/** Creates the file with its content in one step; `null` when that generation is there already. */
export async function createLease(path: string, content: LockContent): Promise<Lease | null> {
  const draft = join(dirname(path), `.${randomBytes(8).toString('hex')}${DRAFT}`);
  const file = await open(draft, 'wx+', 0o600);
  try {
    await file.writeFile(JSON.stringify(content));
    await file.sync();
    await link(draft, path);
    return lease(path, file, content);
  } catch (error) {
    await file.close();
    // ENOENT: it took so long that somebody swept it away.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') return null;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The lease of a run that died, for its watchdog: it goes on renewing while it undoes. `null` when the file is gone. */
export async function adoptLease(lock: LockFile): Promise<Lease | null> {
  const file = await open(lock.path, 'r+').catch(() => null);
  return file === null ? null : lease(lock.path, file, lock.content);
}

function lease(path: string, file: FileHandle, content: LockContent): Lease {
  return {
    path,
    content,
    async renew(expiry) {
      const text = JSON.stringify({ ...content, ...expiry } satisfies LockContent);
      await file.write(text, 0);
    },
    async release() {
      await file.close();
      // Whoever took it over after we hung past its expiry may have our generation by now.
      const present = parseLock(await readFile(path, 'utf8').catch(() => ''));
      if (present?.run === content.run) await rm(path, { force: true });
    },
  };
}
