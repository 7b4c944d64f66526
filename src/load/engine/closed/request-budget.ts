/** How many requests are left to send, shared by all workers: the fast ones send more, and the sum is exact. */
export class RequestBudget {
  readonly buffer: SharedArrayBuffer;
  readonly #left: BigInt64Array;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#left = new BigInt64Array(buffer);
  }

  static of(requests: number): RequestBudget {
    const budget = new RequestBudget(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
    Atomics.store(budget.#left, 0, BigInt(requests));
    return budget;
  }

  /** The same budget, seen from another thread. */
  static shared(buffer: SharedArrayBuffer): RequestBudget {
    return new RequestBudget(buffer);
  }

  /** Takes one; false: there are none left. */
  take(): boolean {
    return Atomics.sub(this.#left, 0, 1n) > 0n;
  }
}
