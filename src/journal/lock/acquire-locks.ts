import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../errors/user-error.ts';
import { userName } from '../../os-process/user-name.ts';
import { stateError } from '../state-error.ts';
import { locksFolder, makePrivateFolder } from '../state-folder.ts';
import { heldLocks, lockExpiry } from './held-locks.ts';
import type { HeldLocks, LockKeeping } from './held-locks.ts';
import { createLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { isLive } from './lock-file.ts';
import type { LockContent } from './lock-file.ts';
import { lockFileName, lockName } from './lock-name.ts';
import { readLockFiles, readLocks, runKey } from './read-locks.ts';

/** Who takes over an expired lock tries again when somebody else was quicker; more often than this is no accident. */
const ATTEMPTS = 10;

export interface LockRequest extends LockKeeping {
  readonly run: string;
}

/**
 * Takes the locks of a run, all or none, `run-<id>` among them, and renews them until `release()`. Throws a UserError (exit 6) that
 * names the holder when a run that lives has one of them.
 */
export async function acquireLocks(keys: readonly string[], request: LockRequest): Promise<HeldLocks> {
  await makePrivateFolder(locksFolder(request.state));
  const leases: Lease[] = [];
  try {
    // Sorted: two runs that want the same two locks cannot each get one.
    for (const key of [...new Set([runKey(request.run), ...keys])].sort()) leases.push(await acquire(key, request));
  } catch (error) {
    await Promise.all(leases.map((lease) => lease.release()));
    throw stateError(error, locksFolder(request.state));
  }
  return heldLocks(leases, request);
}

async function acquire(key: string, request: LockRequest): Promise<Lease> {
  const name = lockName(key);
  let holder: LockContent | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = request.now();
    const present = (await readLocks(request.state)).find((lock) => lock.name === name);
    holder = present?.content ?? null;
    if (holder !== null && isLive(holder, now)) break;
    const path = join(locksFolder(request.state), lockFileName(name, (present?.generation ?? 0) + 1));
    const lease = await createLease(path, { v: 1, key, run: request.run, holder: ourselves(), ...lockExpiry(now) });
    if (lease === null) continue;
    if (await isOnlyOne(lease, name, request)) {
      if (present !== undefined) await rm(present.path, { force: true });
      return lease;
    }
    await lease.release();
    await sleep(randomInt(5, 50));
  }
  throw refusal(key, holder);
}

/**
 * Two may each have created a generation when one of them saw the folder just before an old file went away and the other just after.
 * Both have written before they look here, so at least one sees the other and steps back.
 */
async function isOnlyOne(lease: Lease, name: string, request: LockRequest): Promise<boolean> {
  const files = await readLockFiles(request.state);
  return !files.some((file) => file.name === name && file.path !== lease.path && isLive(file.content, request.now()));
}

function ourselves(): LockContent['holder'] {
  return { host: hostname(), user: userName(), pid: process.pid };
}

function refusal(key: string, holder: LockContent | null): UserError {
  if (holder === null) {
    return new UserError(`The lock on ${key} could not be taken: others keep taking it.`, { exitCode: EXIT.unreachable, where: key });
  }
  const { host, user, pid } = holder.holder;
  return new UserError(
    `${key} is in use by run ${holder.run} of ${user}@${host} (pid ${pid}); its lock expires at ${holder.expiresAt} unless it is renewed.`,
    { exitCode: EXIT.unreachable, where: key, try: 'Wait until that run ends; if it is dead, its lock expires by itself within 30 s.' },
  );
}
