import { createHash } from 'node:crypto';
import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { Redis } from 'ioredis';
import type { Product } from './products.ts';

const FRESH_MS = 5_000;
const KEPT_S = 600;
const TIMEOUT_MS = 50;
const SEAL_LENGTH = 16;

export interface Cached {
  readonly product: Product;
  readonly isFresh: boolean;
}

/**
 * Products in Redis, kept long after they are stale so that there is something to show when the database is away.
 * The cache is a help and must never be a burden: 50 ms is all it gets, and after five failures in a row it is left alone for a second.
 */
export class ProductCache {
  readonly #redis: Redis;
  readonly #breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });

  constructor(url: string) {
    this.#redis = new Redis(url, {
      commandTimeout: TIMEOUT_MS,
      connectTimeout: 1_000,
      // Silence after a question is a dead connection: a partition sends no goodbye.
      socketTimeout: 1_000,
      // A command asked while disconnected fails at once: queued, it would only make its page late.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 250 + Math.random() * 250,
    });
    this.#redis.on('error', (error: Error) => process.stdout.write(`redis: ${error.message}\n`));
  }

  /** `null` when it is not there, or when Redis is not. */
  async get(id: string): Promise<Cached | null> {
    try {
      const text = await this.#breaker.execute(() => this.#read(id));
      if (text === null) return null;
      const { product, at }: { product: Product; at: number } = JSON.parse(text);
      return { product, isFresh: Date.now() - at < FRESH_MS };
    } catch {
      return null;
    }
  }

  /** Never rejects, and nobody waits for it. */
  async put(product: Product): Promise<void> {
    const text = JSON.stringify({ product, at: Date.now() });
    const sealed = seal(product.id, text) + text;
    await this.#breaker.execute(() => this.#redis.set(`product:${product.id}`, sealed, 'EX', KEPT_S)).catch(() => undefined);
  }

  /** Rejects for what is not as it was put there: a garbled price is still a price, and after a garbled length each answer is that to the question before. */
  async #read(id: string): Promise<string | null> {
    const sealed = await this.#redis.get(`product:${id}`);
    if (sealed === null) return null;
    const text = sealed.slice(SEAL_LENGTH);
    if (sealed.startsWith(seal(id, text))) return text;
    this.#redis.disconnect(true);
    throw new Error(`what the cache gave for ${id} is something else`);
  }
}

function seal(id: string, text: string): string {
  return createHash('sha256').update(`${id} ${text}`).digest('base64url').slice(0, SEAL_LENGTH);
}
