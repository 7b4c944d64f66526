import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS, SMALL_CAPACITY } from './limits.ts';

/** Passes data on and delays the end of the stream (FIN) by `delay` ms. */
export const slowClose: ToxicKind = {
  type: 'slow_close',
  worksAtEnd: true,
  attributes: { delay: MILLISECONDS },
  createStage: (attributes, context) => new SlowCloseStage(numberOf(attributes, 'delay'), context),
};

class SlowCloseStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly held = 0;
  readonly #delayMs: number;
  readonly #context: StageContext;
  #cancel: (() => void) | null = null;
  #ended: StreamEnd | null = null;

  constructor(delayMs: number, context: StageContext) {
    this.#delayMs = delayMs;
    this.#context = context;
  }

  push(chunk: Buffer): void {
    this.#context.next.push(chunk);
  }

  end(how: StreamEnd): void {
    this.#ended = how;
    const { scheduler, next } = this.#context;
    this.#cancel = scheduler.at(scheduler.now() + this.#delayMs, () => {
      this.#cancel = null;
      next.end(how);
    });
  }

  release(): void {
    if (this.#cancel === null || this.#ended === null) return;
    this.abandon();
    this.#context.next.end(this.#ended);
  }

  abandon(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
