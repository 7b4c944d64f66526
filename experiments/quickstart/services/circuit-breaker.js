/**
 * Stops asking a dependency that keeps failing, so that its trouble costs its callers nothing; and keeps trying, one call at a time,
 * so that they notice when it is back. See Michael Nygard, "Release It!", or https://martinfowler.com/bliki/CircuitBreaker.html.
 *
 *   closed ──(failuresToOpen in a row)──▶ open ──(retryAfterMs)──▶ half-open ──success──▶ closed
 *                                          ▲                           │
 *                                          └──────────failure──────────┘
 */
export class CircuitBreaker {
  #failuresInARow = 0;
  #openedAtMs = 0;
  #state = 'closed';
  #failuresToOpen;
  #retryAfterMs;
  #nowMs;
  #onChange;

  /**
   * @param {{ failuresToOpen: number, retryAfterMs: number, nowMs?: () => number, onChange?: (state: string) => void }} options
   */
  constructor({ failuresToOpen, retryAfterMs, nowMs = () => performance.now(), onChange = () => {} }) {
    this.#failuresToOpen = failuresToOpen;
    this.#retryAfterMs = retryAfterMs;
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  /** `closed`, `open` or `half-open`: a trial call is under way, and all others are refused until it ends. */
  get state() {
    return this.#state;
  }

  /**
   * The result of `work`, or a rejection: with its own error, or with CircuitOpenError when it was not even tried.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async call(work) {
    if (!this.#mayTry()) throw new CircuitOpenError();
    try {
      const result = await work();
      this.#succeeded();
      return result;
    } catch (error) {
      this.#failed();
      throw error;
    }
  }

  #mayTry() {
    if (this.#state === 'closed') return true;
    if (this.#state === 'half-open' || this.#nowMs() - this.#openedAtMs < this.#retryAfterMs) return false;
    this.#become('half-open');
    return true;
  }

  #succeeded() {
    // A call from before the circuit opened may still come home: that is no proof that the dependency is back.
    if (this.#state === 'open') return;
    this.#failuresInARow = 0;
    this.#become('closed');
  }

  #failed() {
    this.#failuresInARow += 1;
    if (this.#state === 'open' || (this.#state === 'closed' && this.#failuresInARow < this.#failuresToOpen)) return;
    this.#openedAtMs = this.#nowMs();
    this.#become('open');
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}

export class CircuitOpenError extends Error {
  name = 'CircuitOpenError';

  constructor() {
    super('not tried: the circuit is open');
  }
}
