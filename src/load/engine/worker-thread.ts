import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { LoadListener } from '../load-driver.ts';
import type { ClosedWorkerSetup } from './closed/closed-worker-setup.ts';
import type { FromWorker, ToThread, ToWorker, WorkerSetup } from './worker-messages.ts';

/** How long a thread that has nothing left to do may take to end by itself. */
const LEAVE_MS = 1000;

/** One worker, seen from the main thread. When it is lost, whoever waits for it is let go and the listener hears of it, once. */
export class WorkerThread {
  readonly #worker: number;
  readonly #listener: LoadListener;
  readonly #thread: Worker;
  readonly #ready = Promise.withResolvers<void>();
  readonly #done = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #snapshots = new Map<number, () => void>();
  #nextSnapshot = 0;
  #gone = false;
  #isDone = false;
  #disposed = false;

  /**
   * @param setup what the thread finds as its `workerData`
   * @param execArgv in place of the process's own, which Node hands down itself, those that it takes for no thread (V8's) included
   */
  constructor(entry: URL, setup: WorkerSetup | ClosedWorkerSetup, listener: LoadListener, execArgv?: readonly string[]) {
    this.#worker = setup.worker;
    this.#listener = listener;
    this.#ready.promise.catch(() => {});
    this.#thread = new Worker(entry, {
      workerData: setup,
      name: `shakedown-load-${setup.worker}`,
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
    });
    this.#thread.on('message', (message: FromWorker) => this.#receive(message));
    this.#thread.on('error', (error) => this.#lost(error instanceof Error ? error.message : String(error)));
    this.#thread.on('messageerror', (error) => this.#lost(error.message));
    this.#thread.on('exit', (code) => {
      this.#exited.resolve();
      this.#lost(`its thread exited with code ${code}`);
    });
  }

  /** Rejects when the worker is lost before it is ready. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves after the last report, or when there will be none. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  send(message: ToWorker): void {
    if (!this.#gone) this.#post(message);
  }

  snapshot(): Promise<void> {
    if (this.#gone) return Promise.resolve();
    const id = this.#nextSnapshot++;
    return new Promise((resolve) => {
      this.#snapshots.set(id, resolve);
      this.send({ type: 'snapshot', id });
    });
  }

  /**
   * Ends the thread. One that is done ends itself: to cut a thread short at any instruction, with a thread of its own ending at that
   * very moment, is where V8 has aborted whole processes (https://github.com/nodejs/node/issues/53238).
   */
  async dispose(): Promise<void> {
    this.#disposed = true;
    if (this.#isDone && !this.#gone) {
      this.#post({ type: 'leave' });
      await Promise.race([this.#exited.promise, sleep(LEAVE_MS, undefined, { ref: false })]);
    }
    this.#letGo('disposed');
    await this.#thread.terminate();
  }

  #post(message: ToThread): void {
    this.#thread.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (this.#disposed) return;
    switch (message.type) {
      case 'ready':
        return this.#ready.resolve();
      case 'report':
        return this.#listener.onReport(message.report);
      case 'snapshot-taken':
        this.#snapshots.get(message.id)?.();
        this.#snapshots.delete(message.id);
        return;
      case 'done':
        this.#isDone = true;
        return this.#done.resolve();
      default:
        message satisfies never;
    }
  }

  #lost(reason: string): void {
    if (this.#gone) return;
    this.#letGo(reason);
    if (!this.#disposed) this.#listener.onWorkerLost(this.#worker, reason);
  }

  #letGo(reason: string): void {
    this.#gone = true;
    this.#ready.reject(new Error(`load worker ${this.#worker} was lost: ${reason}`));
    this.#done.resolve();
    for (const resolve of this.#snapshots.values()) resolve();
    this.#snapshots.clear();
  }
}
