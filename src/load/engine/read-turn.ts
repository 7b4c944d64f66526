import type { EngineClock } from './engine-clock.ts';

/** The kernel tells libuv of at most this many ready sockets at once. */
const READY_AT_ONCE = 1024;

/**
 * When bytes were there, as opposed to when we got round to them. All sockets that the event loop hands out in one turn were ready before
 * the first of them was: when 500 answers come at once, as after a stall, the last one was not later because 499 had to be parsed before
 * it. So all reads of a turn share the time of its first.
 */
export class ReadTurn {
  readonly #clock: EngineClock;
  #atUs = 0;
  #left = 0;

  constructor(clock: EngineClock) {
    this.#clock = clock;
  }

  /** @param sinceUs when what is awaited was asked for; what was asked for during this turn was not there at its start */
  nowUs(sinceUs: number): number {
    if (this.#left === 0) this.#begin();
    this.#left--;
    return this.#atUs >= sinceUs ? this.#atUs : this.#clock.nowUs();
  }

  #begin(): void {
    this.#atUs = this.#clock.nowUs();
    this.#left = READY_AT_ONCE;
    setImmediate(() => (this.#left = 0));
  }
}
