import { parentPort, workerData } from 'node:worker_threads';
import { runClosedWorker } from '../engine/closed/run-closed-worker.ts';
import { AutocannonSender } from './autocannon-sender.ts';
import { isAutocannonWorkerSetup } from './autocannon-worker-setup.ts';

/** Body of a thread in which autocannon sends a closed load. */
export function autocannonWorkerThread(): void {
  const port = parentPort;
  if (port === null || !isAutocannonWorkerSetup(workerData)) throw new Error('a closed load runs in worker threads only');
  const setup = workerData;
  runClosedWorker(port, setup, (context) => new AutocannonSender(setup, context));
}
