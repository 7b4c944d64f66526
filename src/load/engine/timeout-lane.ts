import type { EngineClock } from './engine-clock.ts';
import type { Exchange } from './exchange.ts';
import { InFlight } from './in-flight.ts';
import { timerMs } from './timer-ms.ts';
import type { WireRequest } from './wire-request.ts';

/** What is in flight with one and the same timeout, so that one timer, on the oldest, serves all of it. */
export class TimeoutLane {
  readonly timeoutUs: number;
  readonly inFlight: InFlight;
  readonly #clock: EngineClock;
  readonly #onDue: (exchange: Exchange, nowUs: number) => void;
  readonly #onExpired: (nowUs: number) => void;
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param onDue its time is up; it must leave the lane
   * @param onExpired some have been ended
   * @param inFlight the list that it keeps them in
   */
  constructor(
    timeoutUs: number,
    clock: EngineClock,
    onDue: (exchange: Exchange, nowUs: number) => void,
    onExpired: (nowUs: number) => void,
    inFlight = new InFlight(),
  ) {
    this.timeoutUs = timeoutUs;
    this.#clock = clock;
    this.#onDue = onDue;
    this.#onExpired = onExpired;
    this.inFlight = inFlight;
  }

  add(intendedUs: number, dispatchedUs: number, request: WireRequest): Exchange {
    const exchange = this.inFlight.add(intendedUs, dispatchedUs, request);
    if (this.#timer === null) this.#arm(exchange, dispatchedUs);
    return exchange;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #arm(oldest: Exchange, nowUs: number): void {
    this.#timer = setTimeout(() => this.#expire(), timerMs(oldest.dispatchedUs + this.timeoutUs - nowUs));
  }

  #expire(): void {
    this.#timer = null;
    const nowUs = this.#clock.nowUs();
    for (let exchange = this.inFlight.oldest; exchange !== null; exchange = this.inFlight.oldest) {
      if (exchange.dispatchedUs + this.timeoutUs > nowUs) {
        if (this.#timer === null) this.#arm(exchange, nowUs);
        break;
      }
      this.#onDue(exchange, nowUs);
    }
    this.#onExpired(nowUs);
  }
}
