import { HeldQueue } from '../held-queue.ts';
import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { KILOBYTES_PER_SECOND } from './limits.ts';

/** The longest a byte waits for others to fill a slice. */
const SLICE_MS = 10;
/** Data that comes this soon after the last was sent was under way all the time. */
const STILL_FLOWING_MS = 5;
/** How late a wake-up may be and yet cost no throughput. */
const MOST_OWED_MS = 250;
const MIN_CAPACITY = 32 * 1024;
const MAX_CAPACITY = 4 * 1024 * 1024;

/** Passes `rate` KB/s on, for each connection on its own; 0 stalls without closing or losing anything. */
export const bandwidth: ToxicKind = {
  type: 'bandwidth',
  attributes: { rate: KILOBYTES_PER_SECOND },
  createStage: (attributes, context) => new BandwidthStage(numberOf(attributes, 'rate'), context),
};

/** 1 KB/s is one byte a millisecond. Each byte leaves when a line of that rate would have delivered the last of its slice. */
class BandwidthStage implements Stage {
  readonly capacity: number;
  readonly #bytesPerMs: number;
  readonly #context: StageContext;
  readonly #queue = new HeldQueue<{ readonly chunk: Buffer }>();
  /** What is left of the chunk at the head of the line. */
  #current: Buffer | null = null;
  /** When the line will have delivered all that has left. Late timers do not move it, so they cost no throughput. */
  #lineFreeMs = 0;
  #dryAtMs = -Infinity;
  #cancel: (() => void) | null = null;
  #ended: StreamEnd | null = null;

  constructor(rate: number, context: StageContext) {
    this.#bytesPerMs = rate;
    this.#context = context;
    this.capacity = Math.min(MAX_CAPACITY, Math.max(MIN_CAPACITY, rate * 2 * SLICE_MS));
  }

  get held(): number {
    return this.#queue.held + (this.#current?.length ?? 0);
  }

  push(chunk: Buffer): void {
    this.#queue.add({ chunk });
    if (this.#cancel !== null || this.#bytesPerMs === 0) return;
    this.#forgetIdleTime(this.#context.scheduler.now());
    this.#sendDue();
  }

  end(how: StreamEnd): void {
    this.#ended = how;
    if (this.held === 0) this.#context.next.end(how);
  }

  release(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.held === 0) return;
    if (this.#current !== null) this.#context.next.push(this.#current);
    this.#current = null;
    for (let item = this.#queue.take(); item !== undefined; item = this.#queue.take()) this.#context.next.push(item.chunk);
    if (this.#ended !== null) this.#context.next.end(this.#ended);
  }

  abandon(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#current = null;
    this.#queue.clear();
  }

  /** An idle line saves nothing up. One that ran dry a moment ago, after a late wake-up of ours, still has that time to catch up. */
  #forgetIdleTime(now: number): void {
    const isFlowing = now - this.#dryAtMs <= STILL_FLOWING_MS;
    this.#lineFreeMs = Math.max(this.#lineFreeMs, isFlowing ? now - MOST_OWED_MS : now);
  }

  /** Sends every slice that the line would have delivered by now, and waits for the next. */
  #sendDue(): void {
    const { scheduler, next } = this.#context;
    const now = scheduler.now();
    for (;;) {
      this.#current ??= this.#queue.take()?.chunk ?? null;
      if (this.#current === null) break;
      const size = Math.min(this.#current.length, Math.max(1, Math.floor(this.#bytesPerMs * SLICE_MS)));
      const dueMs = this.#lineFreeMs + size / this.#bytesPerMs;
      if (dueMs > now) {
        this.#cancel = scheduler.at(dueMs, () => {
          this.#cancel = null;
          this.#sendDue();
        });
        return;
      }
      this.#lineFreeMs = dueMs;
      const slice = this.#current.subarray(0, size);
      this.#current = size === this.#current.length ? null : this.#current.subarray(size);
      next.push(slice);
    }
    this.#dryAtMs = now;
    if (this.#ended !== null) next.end(this.#ended);
  }
}
