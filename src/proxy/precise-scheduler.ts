import type { Deadline } from './deadline-heap.ts';
import { DeadlineHeap } from './deadline-heap.ts';
import type { Scheduler } from './scheduler.ts';
import { WakeThread } from './wake-thread.ts';

/** Deadlines this close are taken as due: a wake-up of their own would be later than that. */
const GRACE_MS = 0.05;
/** A plain timer stands behind the thread, so that a deadline is late, never lost, should the thread hang. */
const FALLBACK_MS = 5;

/** One heap of deadlines for the whole process, one wake-up for the earliest. Starts its thread with the first deadline. */
export class PreciseScheduler implements Scheduler {
  readonly #heap = new DeadlineHeap();
  readonly #threadEntry: URL;
  #thread: WakeThread | null = null;
  /** It could not start, or died: from then on plain timers must do, late by up to 1 ms. */
  #isThreadLost = false;
  #fallback: NodeJS.Timeout | null = null;
  #fallbackDueMs = Infinity;
  /** What the thread was last asked for; Infinity when it owes nothing. */
  #askedMs = Infinity;

  constructor(threadEntry: URL) {
    this.#threadEntry = threadEntry;
  }

  now(): number {
    return performance.now();
  }

  at(dueMs: number, wake: () => void): () => void {
    const entry: Deadline = { dueMs, wake, cancelled: false };
    this.#heap.add(entry);
    this.#ask();
    return () => this.#heap.cancel(entry);
  }

  async close(): Promise<void> {
    if (this.#fallback !== null) clearTimeout(this.#fallback);
    this.#fallback = null;
    await this.#thread?.close();
    this.#thread = null;
  }

  #ask(): void {
    const first = this.#heap.peek();
    if (first === undefined || first.dueMs >= this.#askedMs) return;
    this.#askedMs = first.dueMs;
    if (!this.#isThreadLost) this.#startedThread().wakeAt(first.dueMs);
    this.#armFallback(first.dueMs);
  }

  #startedThread(): WakeThread {
    const onLost = (): void => {
      this.#isThreadLost = true;
      this.#thread = null;
      this.#run();
    };
    this.#thread ??= new WakeThread(this.#threadEntry, () => this.#run(), onLost);
    return this.#thread;
  }

  #armFallback(dueMs: number): void {
    if (this.#fallback !== null && this.#fallbackDueMs <= dueMs) return;
    if (this.#fallback !== null) clearTimeout(this.#fallback);
    this.#fallbackDueMs = dueMs;
    const onLate = (): void => {
      this.#fallback = null;
      this.#run();
    };
    this.#fallback = setTimeout(onLate, Math.max(1, dueMs - performance.now() + (this.#isThreadLost ? 0 : FALLBACK_MS)));
  }

  #run(): void {
    this.#askedMs = Infinity;
    const dueMs = performance.now() + GRACE_MS;
    for (let entry = this.#heap.takeDue(dueMs); entry !== undefined; entry = this.#heap.takeDue(dueMs)) entry.wake();
    this.#ask();
  }
}
