import { DelayLine } from '../delay-line.ts';
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
  readonly #random: () => number;
  readonly #line: DelayLine;

  constructor(latencyMs: number, jitterMs: number, { next, scheduler, random }: StageContext) {
    this.#latencyMs = latencyMs;
    this.#jitterMs = jitterMs;
    this.#random = random;
    this.#line = new DelayLine(next, scheduler);
  }

  get held(): number {
    return this.#line.held;
  }

  push(chunk: Buffer): void {
    const jitterMs = this.#jitterMs === 0 ? 0 : (2 * this.#random() - 1) * this.#jitterMs;
    this.#line.push(chunk, this.#latencyMs + jitterMs);
  }

  end(how: StreamEnd): void {
    this.#line.end(how);
  }

  release(): void {
    this.#line.release();
  }

  abandon(): void {
    this.#line.abandon();
  }
}
