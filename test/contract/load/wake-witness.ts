import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const NAP_MS = 2;

const BODY = `
const { parentPort, workerData } = require('node:worker_threads');
const flag = new Int32Array(workerData);
const lateMs = [];
while (Atomics.load(flag, 0) === 0) {
  const began = performance.now();
  if (Atomics.wait(flag, 0, 0, ${NAP_MS}) !== 'timed-out') break;
  lateMs.push(performance.now() - began - ${NAP_MS});
}
parentPort.postMessage(lateMs);
`;

/** A thread that has nothing to do with a test but to see how late this machine wakes a thread while the test runs. */
export class WakeWitness {
  readonly #flag = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread = new Worker(BODY, { eval: true, workerData: this.#flag.buffer });

  constructor() {
    // A test that fails before it ends the witness must not be kept from ending itself.
    this.#thread.unref();
  }

  /** Ends it. On idle cores the mean is some 0.1 ms. */
  async end(): Promise<{ readonly meanMs: number; readonly p99Ms: number }> {
    const told = once(this.#thread, 'message');
    Atomics.store(this.#flag, 0, 1);
    Atomics.notify(this.#flag, 0);
    const [lateMs]: number[][] = await told;
    await this.#thread.terminate();
    if (lateMs === undefined || lateMs.length === 0) throw new Error('a witness that saw nothing');
    const sorted = lateMs.toSorted((a, b) => a - b);
    return { meanMs: lateMs.reduce((sum, ms) => sum + ms, 0) / lateMs.length, p99Ms: sorted[Math.floor(lateMs.length * 0.99)] ?? 0 };
  }
}
