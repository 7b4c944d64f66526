import { parentPort, workerData } from 'node:worker_threads';
import { transportCreator } from '../create-transport.ts';
import { afterClone } from '../wire-request.ts';
import { isNativeWorkerSetup } from './closed-worker-setup.ts';
import { NativeSender } from './native-sender.ts';
import { runClosedWorker } from './run-closed-worker.ts';

const READ_BUFFER_BYTES = 64 * 1024;

/** Body of a thread that sends a closed load on our own transport. */
export async function nativeWorkerThread(): Promise<void> {
  const port = parentPort;
  if (port === null || !isNativeWorkerSetup(workerData)) throw new Error('a closed load runs in worker threads only');
  const setup = workerData;
  const createTransport = await transportCreator([setup.transport]);
  const readBuffer = new Uint8Array(READ_BUFFER_BYTES);
  runClosedWorker(
    port,
    setup,
    (context) =>
      new NativeSender({ ...setup, ...context, request: afterClone(setup.request) }, (listener) =>
        createTransport(setup.transport, listener, { clock: context.clock, readBuffer }),
      ),
  );
}
