import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from './process-identity.ts';
import { sameProcess } from './process-identity.ts';

/** Polls until every process is gone or `timeoutMs` is over; returns those that are still there. Throws when `signal` aborts. */
export async function waitForExit(
  processes: readonly ProcessIdentity[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly ProcessIdentity[]> {
  const deadline = performance.now() + timeoutMs;
  let left = processes;
  for (;;) {
    const alive = await Promise.all(left.map((one) => sameProcess(one.pid, one.startTime)));
    left = left.filter((_, index) => alive[index]);
    if (left.length === 0 || performance.now() >= deadline) return left;
    await sleep(10, undefined, { signal });
  }
}
