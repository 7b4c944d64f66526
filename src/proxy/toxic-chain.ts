import { createRandom } from '../random/create-random.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { toxicExists, toxicNotFound } from './api-error.ts';
import { isAmong } from './client-filter.ts';
import type { ServerContext } from './server-context.ts';
import type { Sink, Stage } from './stage.ts';
import { emptyCounter, type ToxicCounter } from './toxic-counter.ts';
import type { Admission, StreamDirection, Toxic } from './toxic.ts';

/** The toxics of a proxy in the order in which they act; names are unique over both directions. */
export class ToxicChain {
  #toxics: Toxic[] = [];
  /** Counts changes of each toxic: every change rolls new dice. */
  readonly #revisions = new Map<string, number>();
  readonly #counters = new Map<string, ToxicCounter>();

  /** Upstream ones first, as Toxiproxy lists them. */
  list(): readonly Toxic[] {
    return [...this.#toxics.filter((each) => each.stream === 'upstream'), ...this.#toxics.filter((each) => each.stream === 'downstream')];
  }

  get(name: string): Toxic {
    const found = this.#toxics.find((each) => each.name === name);
    if (found === undefined) throw toxicNotFound();
    return found;
  }

  /** Of a toxic that is here. */
  counterOf(name: string): ToxicCounter {
    const counter = this.#counters.get(name) ?? emptyCounter();
    this.#counters.set(name, counter);
    return counter;
  }

  add(toxic: Toxic): void {
    if (this.#toxics.some((each) => each.name === toxic.name)) throw toxicExists();
    this.#toxics.push(toxic);
    this.#touch(toxic.name);
  }

  replace(toxic: Toxic): void {
    this.#toxics[this.#toxics.indexOf(this.get(toxic.name))] = toxic;
    this.#touch(toxic.name);
  }

  remove(name: string): Toxic {
    const toxic = this.get(name);
    this.#toxics = this.#toxics.filter((each) => each !== toxic);
    this.#counters.delete(name);
    return toxic;
  }

  /**
   * The toxic at work on one direction of one connection, or `null` where its dice spare it. The draws depend on the seed, the names, the
   * connection's number and the toxic's revision alone, never on how connections interleave.
   */
  createStage(context: ServerContext, draw: StageDraw, next: Sink, previous: Stage | null): Stage | null {
    const { toxic, direction, shared, reset } = draw;
    const { kind, toxicity, attributes } = toxic;
    if (kind.perRequest !== true && direction !== toxic.stream) return null;
    if (toxic.clients !== null && !isAmong(toxic.clients, draw.client())) return null;
    const random = this.#randomOf(context, draw);
    // The dice roll comes first, whether or not it decides anything: changing toxicity leaves the jitter of those hit as it was.
    if (random() >= toxicity && kind.perRequest !== true) return null;
    const { scheduler } = context;
    const counter = this.counterOf(toxic.name);
    return kind.createStage(attributes, { next, scheduler, random, reset, direction, toxicity, shared, counter }, previous);
  }

  /** Whether one of them wants a port that completes no handshake. */
  isDeaf(): boolean {
    return this.#toxics.some(({ kind, attributes }) => kind.isDeaf?.(attributes) === true);
  }

  /** What all toxics together do with a new connection before its upstream is dialled; counted where it has just come. */
  admission(
    context: ServerContext,
    proxy: string,
    { connection, client }: Pick<StageDraw, 'connection' | 'client'>,
    isNew: boolean,
  ): Admission {
    let [delayMs, closeAfterMs] = [0, Infinity];
    for (const toxic of this.#toxics) {
      if (toxic.kind.admit === undefined) continue;
      const counter = this.counterOf(toxic.name);
      if (isNew) counter.seen += 1;
      if (toxic.clients !== null && !isAmong(toxic.clients, client())) continue;
      const random = this.#randomOf(context, { toxic, proxy, connection });
      if (random() >= toxic.toxicity) continue;
      if (isNew) counter.hit += 1;
      const admission = toxic.kind.admit(toxic.attributes, random);
      delayMs += admission.delayMs;
      closeAfterMs = Math.min(closeAfterMs, admission.closeAfterMs);
    }
    return { delayMs, closeAfterMs };
  }

  #randomOf(context: ServerContext, { toxic, proxy, connection }: Pick<StageDraw, 'toxic' | 'proxy' | 'connection'>): () => number {
    const given = toxic.attributes['seed'];
    const toxicSeed = typeof given === 'number' ? given : deriveSeed(context.seed, `${proxy}/${toxic.name}`);
    const revision = this.#revisions.get(toxic.name) ?? 0;
    const stream = createRandom(deriveSeed(toxicSeed, `${connection}/${revision}`));
    return () => stream.uniform();
  }

  #touch(name: string): void {
    this.#revisions.set(name, (this.#revisions.get(name) ?? 0) + 1);
  }
}

export interface StageDraw {
  readonly toxic: Toxic;
  readonly proxy: string;
  /** Counted from 1 by the proxy. */
  readonly connection: number;
  /** The client's address; unknown when it is gone already. */
  readonly client: () => string | undefined;
  readonly direction: StreamDirection;
  readonly shared: Map<string, object>;
  readonly reset: () => void;
}
