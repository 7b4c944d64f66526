import { HeldQueue } from '../held-queue.ts';
import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { BYTES, MICROSECONDS, SMALL_CAPACITY } from './limits.ts';
import { sliceOffsets } from './slice-offsets.ts';

/** Cuts chunks into pieces of `average_size` ± `size_variation` bytes and sends one each `delay` µs. */
export const slicer: ToxicKind = {
  type: 'slicer',
  attributes: { average_size: { ...BYTES, least: 1, otherwise: 0 }, size_variation: BYTES, delay: MICROSECONDS },
  check: (attributes) =>
    numberOf(attributes, 'size_variation') >= numberOf(attributes, 'average_size') ? 'size_variation must be less than average_size' : null,
  createStage: (attributes, context) =>
    new SlicerStage(
      numberOf(attributes, 'average_size'),
      numberOf(attributes, 'size_variation'),
      numberOf(attributes, 'delay') / 1_000,
      context,
    ),
};

/** What is before `from` has been sent; `cuts` are where its pieces end. */
interface ChunkInCutting {
  readonly chunk: Buffer;
  from: number;
  readonly cuts: Iterator<number, void>;
}

class SlicerStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly #averageSize: number;
  readonly #sizeVariation: number;
  readonly #delayMs: number;
  readonly #context: StageContext;
  readonly #queue = new HeldQueue<{ readonly chunk: Buffer }>();
  #current: ChunkInCutting | null = null;
  #cancel: (() => void) | null = null;
  #ended: StreamEnd | null = null;

  constructor(averageSize: number, sizeVariation: number, delayMs: number, context: StageContext) {
    this.#averageSize = averageSize;
    this.#sizeVariation = sizeVariation;
    this.#delayMs = delayMs;
    this.#context = context;
  }

  get held(): number {
    return this.#queue.held + (this.#current?.chunk.length ?? 0);
  }

  push(chunk: Buffer): void {
    this.#queue.add({ chunk });
    if (this.#cancel === null) this.#sendOne();
  }

  end(how: StreamEnd): void {
    this.#ended = how;
    if (this.#cancel === null) this.#context.next.end(how);
  }

  release(): void {
    if (this.#cancel === null) return;
    this.#cancel();
    this.#cancel = null;
    if (this.#current !== null) this.#context.next.push(this.#current.chunk.subarray(this.#current.from));
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

  /** A piece, then the pause: also after the last one, as with Toxiproxy. */
  #sendOne(): void {
    const { scheduler, next } = this.#context;
    const piece = this.#nextPiece();
    if (piece === null) {
      if (this.#ended !== null) next.end(this.#ended);
      return;
    }
    this.#cancel = scheduler.at(scheduler.now() + this.#delayMs, () => {
      this.#cancel = null;
      this.#sendOne();
    });
    next.push(piece);
  }

  #nextPiece(): Buffer | null {
    this.#current ??= this.#beginChunk();
    if (this.#current === null) return null;
    const { chunk, from, cuts } = this.#current;
    const to = cuts.next().value ?? chunk.length;
    this.#current.from = to;
    if (to === chunk.length) this.#current = null;
    return chunk.subarray(from, to);
  }

  #beginChunk(): ChunkInCutting | null {
    const chunk = this.#queue.take()?.chunk;
    if (chunk === undefined) return null;
    return { chunk, from: 0, cuts: sliceOffsets(chunk.length, this.#averageSize, this.#sizeVariation, this.#context.random) };
  }
}
