import type { EngineClock } from './engine-clock.ts';
import { timerMs } from './timer-ms.ts';

/**
 * Things that all have the same time to get somewhere. They are due in the order of their coming, so one timer on the oldest serves
 * all; those that made it in time leave in constant time.
 */
export class DeadlineQueue<Item> {
  readonly #limitUs: number;
  readonly #clock: EngineClock;
  readonly #onDue: (item: Item, nowUs: number) => void;
  /** Oldest first. */
  readonly #dueUs = new Map<Item, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(limitUs: number, clock: EngineClock, onDue: (item: Item, nowUs: number) => void) {
    this.#limitUs = limitUs;
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** From now on it has the limit's time. */
  add(item: Item, nowUs: number): void {
    this.#dueUs.delete(item);
    this.#dueUs.set(item, nowUs + this.#limitUs);
    this.#timer ??= setTimeout(() => this.#expire(), timerMs(this.#limitUs));
  }

  delete(item: Item): void {
    this.#dueUs.delete(item);
  }

  clear(): void {
    this.#dueUs.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #expire(): void {
    this.#timer = null;
    const nowUs = this.#clock.nowUs();
    for (const [item, dueUs] of this.#dueUs) {
      if (dueUs > nowUs) {
        this.#timer ??= setTimeout(() => this.#expire(), timerMs(dueUs - nowUs));
        return;
      }
      this.#dueUs.delete(item);
      this.#onDue(item, nowUs);
    }
  }
}
