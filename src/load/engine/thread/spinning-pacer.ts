import type { EngineClock } from '../engine-clock.ts';
import type { WakeUp } from './wake-up.ts';

/**
 * Never sleeps: turns the event loop over and over until the time is there, with I/O served on every turn. Sharper than any thread that
 * must be woken, for the price of a core.
 */
export class SpinningPacer implements WakeUp {
  readonly #clock: EngineClock;
  readonly #onWake: () => void;
  #setForUs = Infinity;
  #turning = false;

  constructor(clock: EngineClock, onWake: () => void) {
    this.#clock = clock;
    this.#onWake = onWake;
  }

  get gone(): Promise<void> {
    return Promise.resolve();
  }

  online(): Promise<void> {
    return Promise.resolve();
  }

  begin(): void {}

  wakeAt(dueUs: number): void {
    this.#setForUs = dueUs;
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(this.#turn);
  }

  stop(): void {
    this.#setForUs = Infinity;
  }

  readonly #turn = (): void => {
    if (this.#clock.nowUs() >= this.#setForUs) {
      this.#setForUs = Infinity;
      this.#onWake();
    }
    this.#turning = this.#setForUs < Infinity;
    if (this.#turning) setImmediate(this.#turn);
  };
}
