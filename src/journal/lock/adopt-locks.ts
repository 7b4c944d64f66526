import { heldLocks, lockExpiry } from './held-locks.ts';
import type { HeldLocks, LockKeeping } from './held-locks.ts';
import { adoptLease } from './lease.ts';
import { readLocks } from './read-locks.ts';

/** Holds on to the locks of a run that died while its watchdog undoes it: until then its stack is nobody else's. */
export async function adoptLocks(run: string, keeping: LockKeeping): Promise<HeldLocks> {
  const own = (await readLocks(keeping.state)).filter((lock) => lock.content.run === run);
  const leases = (await Promise.all(own.map((lock) => adoptLease(lock)))).filter((lease) => lease !== null);
  await Promise.all(leases.map((lease) => lease.renew(lockExpiry(keeping.now())).catch(() => undefined)));
  return heldLocks(leases, keeping);
}
