import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { SMALL_CAPACITY } from './limits.ts';

/** Ours: changes each byte with probability `rate` to another value; nothing is added, dropped or delayed. */
export const corrupt: ToxicKind = {
  type: 'corrupt',
  attributes: { rate: { kind: 'share' } },
  createStage: (attributes, context) => new CorruptStage(numberOf(attributes, 'rate'), context),
};

class CorruptStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly held = 0;
  readonly #rate: number;
  readonly #context: StageContext;
  /** Sound bytes until the next one to be changed. */
  #gap: number;

  constructor(rate: number, context: StageContext) {
    this.#rate = rate;
    this.#context = context;
    this.#gap = this.#nextGap();
  }

  /** Chunks in a chain are nobody else's: changed in place. */
  push(chunk: Buffer): void {
    let at = this.#gap;
    for (; at < chunk.length; at += 1 + this.#nextGap()) {
      // XOR with 1 … 255: never the same value again.
      chunk[at] = (chunk[at] ?? 0) ^ (1 + Math.floor(this.#context.random() * 255));
    }
    this.#gap = at - chunk.length;
    this.#context.next.push(chunk);
  }

  end(how: StreamEnd): void {
    this.#context.next.end(how);
  }

  release(): void {}

  abandon(): void {}

  /** Geometric, by inversion: ⌊ln(1 − u) ÷ ln(1 − rate)⌋ failures before a success. One draw for each changed byte, not for each byte. */
  #nextGap(): number {
    if (this.#rate === 0) return Infinity;
    if (this.#rate === 1) return 0;
    return Math.floor(Math.log1p(-this.#context.random()) / Math.log1p(-this.#rate));
  }
}
