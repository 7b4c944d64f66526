import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { BYTES, SMALL_CAPACITY } from './limits.ts';

/** Passes `bytes` bytes on, counted from when the toxic met the connection, then closes it. */
export const limitData: ToxicKind = {
  type: 'limit_data',
  attributes: { bytes: BYTES },
  createStage: (attributes, context, previous) =>
    new LimitDataStage(numberOf(attributes, 'bytes'), context, previous instanceof LimitDataStage ? previous.passed : 0),
};

class LimitDataStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly held = 0;
  readonly #bytes: number;
  readonly #context: StageContext;
  #passed: number;
  #closed = false;

  constructor(bytes: number, context: StageContext, passed: number) {
    this.#bytes = bytes;
    this.#context = context;
    this.#passed = passed;
  }

  get passed(): number {
    return this.#passed;
  }

  push(chunk: Buffer): void {
    if (this.#closed) return;
    const rest = Math.max(0, this.#bytes - this.#passed);
    const passing = chunk.length <= rest ? chunk : chunk.subarray(0, rest);
    this.#passed += passing.length;
    if (passing.length > 0) this.#context.next.push(passing);
    if (this.#passed < this.#bytes) return;
    this.#closed = true;
    this.#context.next.end('full');
  }

  end(how: StreamEnd): void {
    if (!this.#closed) this.#context.next.end(how);
  }

  release(): void {}

  abandon(): void {}
}
