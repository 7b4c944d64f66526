import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { isDeafListenerData } from './deaf-listener.ts';

if (!isDeafListenerData(workerData)) throw new Error('started without its address');
const server = createServer();
server.once('error', (error) => {
  throw error;
});
server.listen({ ...workerData, backlog: 1 }, () => {
  parentPort?.postMessage('listening');
  // This thread's event loop stands still from here on, so nothing is ever accepted; the thread's end closes the port.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
