import { DeadlineHeap } from '../../../src/proxy/deadline-heap.ts';
import type { Scheduler } from '../../../src/proxy/scheduler.ts';
import type { Sink, Stage, StageContext, StreamEnd } from '../../../src/proxy/stage.ts';
import { emptyCounter } from '../../../src/proxy/toxic-counter.ts';
import type { ToxicAttributes, ToxicKind } from '../../../src/proxy/toxic.ts';

/** Time that moves by hand; `lateMs` is by how much every wake-up is late. */
export class ManualScheduler implements Scheduler {
  readonly #heap = new DeadlineHeap();
  readonly #lateMs: number;
  #nowMs = 0;

  constructor(lateMs = 0) {
    this.#lateMs = lateMs;
  }

  now(): number {
    return this.#nowMs;
  }

  at(dueMs: number, wake: () => void): () => void {
    const entry = { dueMs: Math.max(this.#nowMs, dueMs) + this.#lateMs, wake, cancelled: false };
    this.#heap.add(entry);
    return () => this.#heap.cancel(entry);
  }

  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (let entry = this.#heap.takeDue(until); entry !== undefined; entry = this.#heap.takeDue(until)) {
      this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
      entry.wake();
    }
    this.#nowMs = until;
  }
}

/** Keeps what it is given, and when. */
export class RecordingSink implements Sink {
  readonly chunks: Buffer[] = [];
  readonly times: number[] = [];
  ended: StreamEnd | null = null;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.times.push(this.#now());
  }

  end(how: StreamEnd): void {
    this.ended = how;
  }
}

/** The kind's stage on the way downstream. */
export function stageUnderTest(
  kind: ToxicKind,
  attributes: ToxicAttributes,
  context: Pick<StageContext, 'next' | 'scheduler'> & Partial<StageContext>,
): Stage {
  const defaults = {
    random: () => 0,
    reset: () => undefined,
    direction: 'downstream' as const,
    toxicity: 1,
    counter: emptyCounter(),
    shared: new Map<string, object>(),
  };
  const stage = kind.createStage(attributes, { ...defaults, ...context }, null);
  if (stage === null) throw new Error(`${kind.type} has nothing to do here`);
  return stage;
}
