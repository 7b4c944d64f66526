import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { Pool } from 'pg';
import { query } from './database.ts';
import type { ProductCache } from './product-cache.ts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly cents: number;
}

/** `from`: so that one can see whether the cache is used at all. A cache that never answers looks just like one that is not missed. */
export interface FoundProduct extends Product {
  readonly from: 'cache' | 'database';
}

/**
 * From the cache, else from the database. What is stale is shown all the same, and refreshed behind the visitor's back: a price of five
 * minutes ago sells more than an error page, and nobody waits for a database that hangs but those who ask for what nobody asked for before.
 */
export class Products {
  readonly #pool: Pool;
  readonly #cache: ProductCache;
  readonly #breaker = circuitBreaker(handleAll, { halfOpenAfter: 500, breaker: new ConsecutiveBreaker(5) });

  constructor(pool: Pool, cache: ProductCache) {
    this.#pool = pool;
    this.#cache = cache;
  }

  /** `null` when there is no such product. Rejects when neither cache nor database can tell. */
  async find(id: string): Promise<FoundProduct | null> {
    const cached = await this.#cache.get(id);
    if (cached === null) {
      const product = await this.#refresh(id);
      return product === null ? null : { ...product, from: 'database' };
    }
    if (!cached.isFresh) void this.#refresh(id).catch(() => undefined);
    return { ...cached.product, from: 'cache' };
  }

  async #refresh(id: string): Promise<Product | null> {
    const product = await this.#breaker.execute(() => this.#read(id));
    if (product !== null) void this.#cache.put(product);
    return product;
  }

  async #read(id: string): Promise<Product | null> {
    const { rows } = await query<Product>(this.#pool, 'SELECT id, name, cents FROM products WHERE id = $1', [id]);
    return rows[0] ?? null;
  }
}
