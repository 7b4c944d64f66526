import { createRandom } from '../random/create-random.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { toxicExists, toxicNotFound } from './api-error.ts';
import type { ServerContext } from './server-context.ts';
import type { Sink, Stage } from './stage.ts';
import type { Toxic } from './toxic.ts';

/** The toxics of a proxy in the order in which they act; names are unique over both directions. */
export class ToxicChain {
  #toxics: Toxic[] = [];
  /** Counts changes of each toxic: every change rolls new dice. */
  readonly #revisions = new Map<string, number>();

  /** Upstream ones first, as Toxiproxy lists them. */
  list(): readonly Toxic[] {
    return [...this.#toxics.filter((each) => each.stream === 'upstream'), ...this.#toxics.filter((each) => each.stream === 'downstream')];
  }

  get(name: string): Toxic {
    const found = this.#toxics.find((each) => each.name === name);
    if (found === undefined) throw toxicNotFound();
    return found;
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
    return toxic;
  }

  /**
   * The toxic at work on one connection, or `null` where its dice spare it. The draws depend on the seed, the names, the connection's
   * number and the toxic's revision alone, never on how connections interleave.
   */
  createStage(context: ServerContext, draw: StageDraw, next: Sink, previous: Stage | null): Stage | null {
    const { toxic } = draw;
    const toxicSeed = toxic.attributes['seed'] ?? deriveSeed(context.seed, `${draw.proxy}/${toxic.name}`);
    const revision = this.#revisions.get(toxic.name) ?? 0;
    const stream = createRandom(deriveSeed(toxicSeed, `${draw.connection}/${revision}`));
    const random = (): number => stream.uniform();
    // The dice roll comes first, whether or not it decides anything: changing toxicity leaves the jitter of those hit as it was.
    if (random() >= toxic.toxicity) return null;
    return toxic.kind.createStage(toxic.attributes, { next, scheduler: context.scheduler, random, reset: draw.reset }, previous);
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
  readonly reset: () => void;
}
