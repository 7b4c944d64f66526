import { parentPort, workerData } from 'node:worker_threads';
import { LoadWorker } from '../load-worker.ts';
import { isWorkerSetup, type ToThread } from '../worker-messages.ts';

/** Body of a load worker's thread. */
export async function loadWorkerThread(): Promise<void> {
  const port = parentPort;
  if (port === null || !isWorkerSetup(workerData)) throw new Error('the load worker runs as a worker thread only');
  const worker = new LoadWorker(workerData, (message) => port.postMessage(message));
  port.on('message', (message: ToThread) => {
    if (message.type !== 'leave') return worker.receive(message);
    void worker.pacerGone.then(() => process.exit());
  });
  await worker.prepare();
}
