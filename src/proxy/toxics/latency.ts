import { HeldQueue } from '../held-queue.ts';
import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS } from './limits.ts';

/** Toxiproxy's 1,024 chunks of 32 KiB: enough for 100 MB/s at 300 ms. */
const LATENCY_CAPACITY = 32 * 1024 * 1024;

/** Delays each chunk by `latency` ± `jitter` (uniform), in one direction; order is kept, and so is throughput. */
export const latency: ToxicKind = {
  type: 'latency',
  attributes: { latency: MILLISECONDS, jitter: MILLISECONDS },
  createStage: (attributes, context) => new LatencyStage(numberOf(attributes, 'latency'), numberOf(attributes, 'jitter'), context),
};

class LatencyStage implements Stage {
  readonly capacity = LATENCY_CAPACITY;
  readonly #latencyMs: number;
  readonly #jitterMs: number;
  readonly #context: StageContext;
  readonly #queue = new HeldQueue<{ readonly chunk: Buffer; readonly dueMs: number }>();
  #lastDueMs = 0;
  #ended: StreamEnd | null = null;
  #cancel: (() => void) | null = null;

  constructor(latencyMs: number, jitterMs: number, context: StageContext) {
    this.#latencyMs = latencyMs;
    this.#jitterMs = jitterMs;
    this.#context = context;
  }

  get held(): number {
    return this.#queue.held;
  }

  push(chunk: Buffer): void {
    const now = this.#context.scheduler.now();
    const jitterMs = this.#jitterMs === 0 ? 0 : (2 * this.#context.random() - 1) * this.#jitterMs;
    // A chunk with a short draw waits for the one before it: bytes of a stream cannot overtake.
    const dueMs = Math.max(this.#lastDueMs, now + this.#latencyMs + jitterMs);
    this.#lastDueMs = dueMs;
    if (this.#queue.isEmpty && dueMs <= now) {
      this.#context.next.push(chunk);
      return;
    }
    this.#queue.add({ chunk, dueMs });
    if (this.#cancel === null) this.#wakeAt(dueMs);
  }

  end(how: StreamEnd): void {
    this.#ended = how;
    if (this.#queue.isEmpty) this.#context.next.end(how);
  }

  release(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#queue.isEmpty) return;
    for (let item = this.#queue.take(); item !== undefined; item = this.#queue.take()) this.#context.next.push(item.chunk);
    if (this.#ended !== null) this.#context.next.end(this.#ended);
  }

  abandon(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue.clear();
  }

  #wakeAt(dueMs: number): void {
    this.#cancel = this.#context.scheduler.at(dueMs, () => {
      this.#cancel = null;
      this.#passOnDue();
    });
  }

  #passOnDue(): void {
    const now = this.#context.scheduler.now();
    for (;;) {
      const item = this.#queue.peek();
      if (item === undefined) break;
      if (item.dueMs > now) {
        this.#wakeAt(item.dueMs);
        return;
      }
      this.#queue.take();
      this.#context.next.push(item.chunk);
    }
    if (this.#ended !== null) this.#context.next.end(this.#ended);
  }
}
