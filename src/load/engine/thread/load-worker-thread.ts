import { parentPort, workerData } from 'node:worker_threads';
import { LoadWorker } from '../load-worker.ts';
import type { ToWorker, WorkerSetup } from '../worker-messages.ts';

/** Body of a load worker's thread. */
export async function loadWorkerThread(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the load worker runs as a worker thread only');
  const setup: WorkerSetup = workerData;
  const worker = new LoadWorker(setup, (message) => port.postMessage(message));
  port.on('message', (message: ToWorker) => worker.receive(message));
  await worker.prepare();
}
