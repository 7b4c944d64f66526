import type { Exchange } from './exchange.ts';

/** Exchanges that wait for a connection under our own cap: first come, first served, and any of them can leave. */
export class WaitingLine {
  readonly #waiting = new Set<Exchange>();

  join(exchange: Exchange, nowUs: number): void {
    exchange.wait(nowUs);
    this.#waiting.add(exchange);
  }

  leave(exchange: Exchange): void {
    this.#waiting.delete(exchange);
  }

  next(): Exchange | undefined {
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      return exchange;
    }
    return undefined;
  }

  clear(): void {
    this.#waiting.clear();
  }
}
