import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS, SMALL_CAPACITY } from './limits.ts';

/** Drops all data; closes the connection `timeout` ms after the last chunk (or the start), never when it is 0. */
export const timeout: ToxicKind = {
  type: 'timeout',
  attributes: { timeout: MILLISECONDS },
  createStage: (attributes, context) => new TimeoutStage(numberOf(attributes, 'timeout'), context),
};

class TimeoutStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly held = 0;
  readonly #timeoutMs: number;
  readonly #context: StageContext;
  #cancel: (() => void) | null = null;

  constructor(timeoutMs: number, context: StageContext) {
    this.#timeoutMs = timeoutMs;
    this.#context = context;
    this.#restart();
  }

  push(): void {
    this.#restart();
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

  #restart(): void {
    if (this.#timeoutMs === 0) return;
    this.#cancel?.();
    const { scheduler } = this.#context;
    this.#cancel = scheduler.at(scheduler.now() + this.#timeoutMs, () => this.#context.next.end('full'));
  }
}
