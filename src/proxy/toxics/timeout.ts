import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS, SMALL_CAPACITY } from './limits.ts';

/** Drops all data; closes the connection `timeout` ms after the last chunk (or the start, or a change), never when it is 0. */
export const timeout: ToxicKind = {
  type: 'timeout',
  attributes: { timeout: MILLISECONDS },
  createStage: (attributes, context, previous) => {
    const timeoutMs = numberOf(attributes, 'timeout');
    if (!(previous instanceof TimeoutStage)) return new TimeoutStage(timeoutMs, context);
    // A connection that the change hits, too, has lost nothing more by it: it stays, and so does its stage.
    previous.change(timeoutMs);
    return previous;
  },
};

class TimeoutStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly held = 0;
  #timeoutMs = 0;
  readonly #context: StageContext;
  #lastChunkMs = 0;
  #cancel: (() => void) | null = null;

  constructor(timeoutMs: number, context: StageContext) {
    this.#context = context;
    this.change(timeoutMs);
  }

  /** The time starts anew, as with Toxiproxy. */
  change(timeoutMs: number): void {
    this.#cancel?.();
    this.#timeoutMs = timeoutMs;
    this.#lastChunkMs = this.#context.scheduler.now();
    if (timeoutMs > 0) this.#watch();
  }

  push(): void {
    this.#lastChunkMs = this.#context.scheduler.now();
  }

  end(how: StreamEnd): void {
    this.#cancel?.();
    this.#context.next.end(how);
  }

  /** Bytes are missing from the stream, so it cannot go on: the connection is closed. */
  release(): void {
    this.#cancel?.();
    this.#context.next.end('full');
  }

  abandon(): void {
    this.#cancel?.();
  }

  /** One timer, moved on when it rings and data has come meanwhile: not one for each chunk. */
  #watch(): void {
    const { scheduler, next } = this.#context;
    this.#cancel = scheduler.at(this.#lastChunkMs + this.#timeoutMs, () => {
      if (scheduler.now() < this.#lastChunkMs + this.#timeoutMs) this.#watch();
      else next.end('full');
    });
  }
}
