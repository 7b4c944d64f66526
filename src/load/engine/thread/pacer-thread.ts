import { parentPort, workerData } from 'node:worker_threads';
import { EngineClock } from '../engine-clock.ts';
import { isPacerData } from './pacer.ts';
import { runPacer } from './pacer-signal.ts';
import { sharpenTimers } from './sharpen-timers.ts';

/** Body of the pacer's thread; returns when it is stopped. */
export function pacerThread(): void {
  const port = parentPort;
  if (port === null || !isPacerData(workerData)) throw new Error('the pacer runs as a worker thread only');
  const { alarm } = workerData;
  sharpenTimers();
  const clock = new EngineClock(0n);
  runPacer(
    alarm,
    () => clock.nowUs(),
    () => port.postMessage(null),
  );
}
