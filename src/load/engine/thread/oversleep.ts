/** Three sleeps of four end before what is told: with more, most are followed by waiting awake, with fewer, most end late. */
const QUANTILE = 0.75;
const STEP_US = 4;
const LEAST_US = 10;
/** Where cores are short it is their want that is measured, and waiting awake makes it worse. */
export const MOST_OVERSLEEP_US = 80;
const AT_FIRST_US = 50;

/**
 * How much longer than it was asked to this thread sleeps, on this machine, now: 5 µs here, 100 µs there, as its timers, its virtual
 * machine and its other work have it. A quantile found by stochastic approximation (Robbins and Monro, Ann. Math. Statist. 22, 1951),
 * so that it follows what changes and keeps nothing.
 */
export class Oversleep {
  #likelyUs = AT_FIRST_US;

  get likelyUs(): number {
    return this.#likelyUs;
  }

  observe(us: number): void {
    const towards = us > this.#likelyUs ? STEP_US * QUANTILE : -STEP_US * (1 - QUANTILE);
    this.#likelyUs = Math.min(MOST_OVERSLEEP_US, Math.max(LEAST_US, this.#likelyUs + towards));
  }
}
