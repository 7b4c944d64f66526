import { Worker } from 'node:worker_threads';

/**
 * Wakes this thread's event loop at a time, to about 0.1 ms: libuv's timers know whole milliseconds only, and spinning on `setImmediate`
 * costs a core. A second thread sleeps in `Atomics.wait`, which takes fractions, and notifies an `Atomics.waitAsync` here.
 */
export class WakeThread {
  /** [0] counts requests, [1] counts wake-ups. */
  readonly #counters = new Int32Array(new SharedArrayBuffer(8));
  /** When to wake, ms of the kernel's monotonic clock: each thread's `performance.now()` has an origin of its own. */
  readonly #dueMs = new Float64Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;
  readonly #onWake: () => void;
  #waiting = false;

  /**
   * @param entry the module `wake-thread.main`
   * @param onLost the thread is gone; nothing will wake any more
   */
  constructor(entry: URL, onWake: () => void, onLost: () => void) {
    this.#onWake = onWake;
    this.#worker = new Worker(entry, { workerData: { counters: this.#counters, dueMs: this.#dueMs } satisfies WakeThreadData });
    this.#worker.on('error', onLost);
    this.#worker.unref();
  }

  /** Replaces the time asked for before. `dueMs` is on this thread's `performance.now()`. */
  wakeAt(dueMs: number): void {
    const wakeUps = Atomics.load(this.#counters, 1);
    this.#dueMs[0] = monotonicMs() + dueMs - performance.now();
    Atomics.add(this.#counters, 0, 1);
    Atomics.notify(this.#counters, 0);
    if (!this.#waiting) void this.#waitForMoreThan(wakeUps);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** `wakeUps` was read before the request went out: a thread that answers at once must not be missed. */
  async #waitForMoreThan(wakeUps: number): Promise<void> {
    this.#waiting = true;
    await Atomics.waitAsync(this.#counters, 1, wakeUps).value;
    this.#waiting = false;
    this.#onWake();
  }
}

/** Shared with the thread. */
export interface WakeThreadData {
  readonly counters: Int32Array;
  readonly dueMs: Float64Array;
}

export function isWakeThreadData(value: unknown): value is WakeThreadData {
  if (typeof value !== 'object' || value === null || !('counters' in value) || !('dueMs' in value)) return false;
  return value.counters instanceof Int32Array && value.dueMs instanceof Float64Array;
}

/** CLOCK_MONOTONIC in ms: the same for every thread. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
