import { HeldQueue } from './held-queue.ts';
import type { Scheduler } from './scheduler.ts';
import type { Sink, StreamEnd } from './stage.ts';

/** Holds each chunk for its own time and lets none overtake another: bytes of a stream cannot. The end comes after the last of them. */
export class DelayLine {
  readonly #next: Sink;
  readonly #scheduler: Scheduler;
  readonly #queue = new HeldQueue<{ readonly chunk: Buffer; readonly dueMs: number }>();
  #lastDueMs = 0;
  #ended: StreamEnd | null = null;
  #cancel: (() => void) | null = null;

  constructor(next: Sink, scheduler: Scheduler) {
    this.#next = next;
    this.#scheduler = scheduler;
  }

  get held(): number {
    return this.#queue.held;
  }

  push(chunk: Buffer, delayMs: number): void {
    const now = this.#scheduler.now();
    const dueMs = Math.max(this.#lastDueMs, now + delayMs);
    this.#lastDueMs = dueMs;
    if (this.#queue.isEmpty && dueMs <= now) {
      this.#next.push(chunk);
      return;
    }
    this.#queue.add({ chunk, dueMs });
    if (this.#cancel === null) this.#wakeAt(dueMs);
  }

  end(how: StreamEnd): void {
    this.#ended = how;
    if (this.#queue.isEmpty) this.#next.end(how);
  }

  /** Passes on at once what it holds, the end included. */
  release(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#lastDueMs = 0;
    if (this.#queue.isEmpty) return;
    for (let item = this.#queue.take(); item !== undefined; item = this.#queue.take()) this.#next.push(item.chunk);
    if (this.#ended !== null) this.#next.end(this.#ended);
  }

  abandon(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue.clear();
  }

  #wakeAt(dueMs: number): void {
    this.#cancel = this.#scheduler.at(dueMs, () => {
      this.#cancel = null;
      this.#passOnDue();
    });
  }

  #passOnDue(): void {
    const now = this.#scheduler.now();
    for (;;) {
      const item = this.#queue.peek();
      if (item === undefined) break;
      if (item.dueMs > now) {
        this.#wakeAt(item.dueMs);
        return;
      }
      this.#queue.take();
      this.#next.push(item.chunk);
    }
    if (this.#ended !== null) this.#next.end(this.#ended);
  }
}
