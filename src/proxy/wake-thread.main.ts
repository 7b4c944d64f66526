import { workerData } from 'node:worker_threads';
import { isWakeThreadData, monotonicMs } from './wake-thread.ts';

/** By how much a futex overshoots, about; waking that much earlier halves the error. */
const OVERSHOOT_MS = 0.07;

if (!isWakeThreadData(workerData)) throw new Error('started without its shared memory');
const { counters, dueMs } = workerData;
let served = 0;

for (;;) {
  const asked = Atomics.load(counters, 0);
  if (asked === served) {
    Atomics.wait(counters, 0, asked);
    continue;
  }
  const restMs = (dueMs[0] ?? 0) - monotonicMs() - OVERSHOOT_MS;
  // Anything but 'timed-out' means that another time was asked for meanwhile.
  if (restMs > 0 && Atomics.wait(counters, 0, asked, restMs) !== 'timed-out') continue;
  served = asked;
  Atomics.add(counters, 1, 1);
  Atomics.notify(counters, 1);
}
