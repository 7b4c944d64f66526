import type { RunEvent } from './run-event.ts';

/** A run planned for longer is kept in bins of ten seconds. */
const SECONDS_KEPT_MS = 3_600_000;

export const WIDE_BIN_S = 10;

/** How near a fault's beginning or end single seconds are kept, whatever the run's length. */
export const NEAR_S = 60;

/** Decides which seconds of a long run are kept one by one: those near whatever changed. */
export class BinWidth {
  #isLong = false;
  #zeroMs = 0;
  readonly #marksS: number[] = [];

  note(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#isLong = event.timeline.endMs > SECONDS_KEPT_MS;
        return;
      case 'timeline-started':
        this.#zeroMs = event.zeroMs;
        return;
      case 'phase-started':
      case 'fault-inject-called':
      case 'fault-undo-called':
      case 'fault-gone':
      case 'stop-condition-breached':
      case 'stop-requested':
        this.#marksS.push((event.ms - this.#zeroMs) / 1000);
        return;
      default:
    }
  }

  /** Whether the ten seconds from `fromS` on may become one bin. Asked when `NEAR_S` and more have passed since. */
  isWide(fromS: number): boolean {
    return this.#isLong && !this.#marksS.some((mark) => mark >= fromS - NEAR_S && mark < fromS + WIDE_BIN_S + NEAR_S);
  }
}
