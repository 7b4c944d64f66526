import { expiryAfter, isExpired } from '../moment.ts';
import type { Expiry, Moment } from '../moment.ts';
import type { Lease } from './lease.ts';
import { readLocks } from './read-locks.ts';
import type { LockFile } from './read-locks.ts';

/** A lock that is not renewed for this long is up for grabs: six times the renewal's interval, so that a busy machine loses none. */
export const LOCK_TTL_MS = 30_000;
export const LOCK_RENEWAL_MS = 5_000;
/** The other half is for the run to end in, and for its undo. */
const UNRENEWED_MS = LOCK_TTL_MS / 2;

export interface HeldLocks {
  readonly keys: readonly string[];
  /** Stops renewing and removes the files. Idempotent. */
  release(): Promise<void>;
}

export interface LockKeeping {
  readonly state: string;
  readonly now: () => Moment;
  /** The lock was taken from us, or is about to expire: somebody else may be at work on the same stack, now or soon. `reason`: in words. */
  readonly onLost: (key: string, reason: string) => void;
}

export function lockExpiry(now: Moment): Expiry {
  return expiryAfter(now, LOCK_TTL_MS);
}

/** Renews the leases until they are released or lost. Its timer keeps no process alive. */
export function heldLocks(leases: readonly Lease[], keeping: LockKeeping): HeldLocks {
  let held = leases;
  let renewed = keeping.now();
  let isLate = false;
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch(warn);
  }, LOCK_RENEWAL_MS);
  timer.unref();

  async function renew(): Promise<void> {
    await lookWhoseTheyAre();
    const now = keeping.now();
    await Promise.all(held.map((lease) => lease.renew(lockExpiry(now))));
    renewed = now;
    isLate = false;
  }

  async function lookWhoseTheyAre(): Promise<void> {
    let present: readonly LockFile[];
    try {
      present = await readLocks(keeping.state);
    } catch (error) {
      // To look needs a file descriptor, and to renew none. Nobody takes a lock that has not expired, so it still is ours.
      if (hasPassed(LOCK_TTL_MS)) throw error;
      return;
    }
    const isOurs = ({ path, content }: Lease): boolean => present.some((lock) => lock.path === path && lock.content.run === content.run);
    const lost = held.filter((lease) => !isOurs(lease));
    held = held.filter((lease) => !lost.includes(lease));
    // First: a disk that takes no renewal must not hide that a lock is somebody else's by now.
    for (const lease of lost) {
      await lease.release();
      keeping.onLost(lease.content.key, 'was taken by another run: this one hung past its expiry');
    }
  }

  function warn(error: unknown): void {
    if (isLate || !hasPassed(UNRENEWED_MS)) return;
    isLate = true;
    const reason = `could not be renewed for ${UNRENEWED_MS / 1000} s and expires: ${error instanceof Error ? error.message : String(error)}`;
    for (const { content } of held) keeping.onLost(content.key, reason);
  }

  /** Since the last renewal. */
  function hasPassed(ms: number): boolean {
    return isExpired(expiryAfter(renewed, ms), keeping.now());
  }

  return {
    keys: leases.map((lease) => lease.content.key),
    async release() {
      clearInterval(timer);
      await renewing;
      const releasing = held;
      held = [];
      await Promise.all(releasing.map((lease) => lease.release()));
    },
  };
}
