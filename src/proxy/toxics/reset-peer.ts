import { HeldQueue } from '../held-queue.ts';
import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS, SMALL_CAPACITY } from './limits.ts';

/** Resets both sides (RST) `timeout` ms after the first chunk or the end of the stream. Idle connections are left alone. */
export const resetPeer: ToxicKind = {
  type: 'reset_peer',
  attributes: { timeout: MILLISECONDS },
  createStage: (attributes, context) => new ResetPeerStage(numberOf(attributes, 'timeout'), context),
};

class ResetPeerStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly #timeoutMs: number;
  readonly #context: StageContext;
  readonly #queue = new HeldQueue<{ readonly chunk: Buffer }>();
  #cancel: (() => void) | null = null;
  #ended: StreamEnd | null = null;

  constructor(timeoutMs: number, context: StageContext) {
    this.#timeoutMs = timeoutMs;
    this.#context = context;
  }

  get held(): number {
    return this.#queue.held;
  }

  /** Kept, not dropped: when the toxic is removed before its time, the connection goes on unharmed. */
  push(chunk: Buffer): void {
    this.#queue.add({ chunk });
    this.#begin();
  }

  end(how: StreamEnd): void {
    this.#ended = how;
    this.#begin();
  }

  release(): void {
    this.#stopTimer();
    for (let item = this.#queue.take(); item !== undefined; item = this.#queue.take()) this.#context.next.push(item.chunk);
    if (this.#ended !== null) this.#context.next.end(this.#ended);
  }

  abandon(): void {
    this.#stopTimer();
    this.#queue.clear();
  }

  #stopTimer(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #begin(): void {
    if (this.#cancel !== null) return;
    if (this.#timeoutMs === 0) {
      this.#context.reset();
      return;
    }
    const { scheduler } = this.#context;
    this.#cancel = scheduler.at(scheduler.now() + this.#timeoutMs, () => this.#context.reset());
  }
}
