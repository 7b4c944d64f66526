const FIRST_MS = 10;
const MOST_MS = 1000;

/**
 * How long a connection waits before it tries again to connect: a closed load would otherwise turn a refused port into a busy loop of
 * connect attempts. Doubles with every failure in a row, up to a second; an answer forgives them all. Each connection has its own: one that all
 * share doubles by as many as there are, and after the shortest outage they would be back a second late.
 */
export class BackOff {
  #nextMs = 0;

  /** 0 while nothing has failed. */
  get delayMs(): number {
    return this.#nextMs;
  }

  failed(): void {
    this.#nextMs = this.#nextMs === 0 ? FIRST_MS : Math.min(MOST_MS, this.#nextMs * 2);
  }

  answered(): void {
    this.#nextMs = 0;
  }
}

/** Did it fail for want of a connection? */
export function isConnectFailure(outcome: string): boolean {
  return outcome === 'dropped' || outcome.startsWith('connect-');
}
