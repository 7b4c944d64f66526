import { parentPort, workerData } from 'node:worker_threads';
import { EngineClock } from '../engine-clock.ts';
import type { PacerData } from './pacer.ts';
import { runPacer } from './pacer-signal.ts';

/** Body of the pacer's thread; returns when it is stopped. */
export function pacerThread(): void {
  const port = parentPort;
  if (port === null) throw new Error('the pacer runs as a worker thread only');
  const data: PacerData = workerData;
  const clock = new EngineClock(0n);
  runPacer(
    data.alarm,
    () => clock.nowUs(),
    () => port.postMessage(null),
  );
}
