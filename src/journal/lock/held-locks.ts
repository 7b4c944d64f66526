import { expiryAfter } from '../moment.ts';
import type { Expiry, Moment } from '../moment.ts';
import type { Lease } from './lease.ts';
import { readLocks } from './read-locks.ts';

/** A lock that is not renewed for this long is up for grabs: six times the renewal's interval, so that a busy machine loses none. */
export const LOCK_TTL_MS = 30_000;
export const LOCK_RENEWAL_MS = 5_000;

export interface HeldLocks {
  readonly keys: readonly string[];
  /** Stops renewing and removes the files. Idempotent. */
  release(): Promise<void>;
}

export interface LockKeeping {
  readonly state: string;
  readonly now: () => Moment;
  /** The lock was taken from us: we hung past its expiry, and somebody else may be at work on the same stack. */
  readonly onLost: (key: string) => void;
}

export function lockExpiry(now: Moment): Expiry {
  return expiryAfter(now, LOCK_TTL_MS);
}

/** Renews the leases until they are released or lost. Its timer keeps no process alive. */
export function heldLocks(leases: readonly Lease[], keeping: LockKeeping): HeldLocks {
  let held = leases;
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch(() => undefined);
  }, LOCK_RENEWAL_MS);
  timer.unref();

  async function renew(): Promise<void> {
    const present = await readLocks(keeping.state);
    const isOurs = ({ path, content }: Lease): boolean => present.some((lock) => lock.path === path && lock.content.run === content.run);
    const lost = held.filter((lease) => !isOurs(lease));
    held = held.filter((lease) => !lost.includes(lease));
    // First: a disk that takes no renewal must not hide that a lock is somebody else's by now.
    for (const lease of lost) {
      await lease.release();
      keeping.onLost(lease.content.key);
    }
    await Promise.all(held.map((lease) => lease.renew(lockExpiry(keeping.now()))));
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
