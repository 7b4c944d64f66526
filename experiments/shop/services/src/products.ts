import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { Pool } from 'pg';
import { query } from './database.ts';
import type { ProductCache } from './product-cache.ts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly cents: number;
}

/** Cache, then database, then what the cache had before: a price of five minutes ago sells more than an error page. */
export class Products {
  readonly #pool: Pool;
  readonly #cache: ProductCache;
  readonly #breaker = circuitBreaker(handleAll, { halfOpenAfter: 500, breaker: new ConsecutiveBreaker(5) });

  constructor(pool: Pool, cache: ProductCache) {
    this.#pool = pool;
    this.#cache = cache;
  }

  /** `null` when there is no such product. Rejects when neither cache nor database can tell. */
  async find(id: string): Promise<Product | null> {
    const cached = await this.#cache.get(id);
    if (cached?.isFresh === true) return cached.product;
    try {
      const product = await this.#breaker.execute(() => this.#read(id));
      if (product !== null) void this.#cache.put(product);
      return product;
    } catch (error) {
      if (cached !== null) return cached.product;
      throw error;
    }
  }

  async #read(id: string): Promise<Product | null> {
    const { rows } = await query<Product>(this.#pool, 'SELECT id, name, cents FROM products WHERE id = $1', [id]);
    return rows[0] ?? null;
  }
}
