import { setTimeout as sleep } from 'node:timers/promises';

const WORK_MS = 0.3;
const REST_MS = 1;

/**
 * A pause of a millisecond after every third of one that was worked. Who is woken on a core that somebody works on waits for that one's
 * turn to end, for milliseconds (sched(7); kernel: EEVDF); a thread that sleeps before gives the core away at once.
 */
export function shortPauses(): () => Promise<void> {
  let rested = performance.now();
  return async () => {
    if (performance.now() - rested < WORK_MS) return;
    await sleep(REST_MS);
    rested = performance.now();
  };
}
