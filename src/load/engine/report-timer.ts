import type { EngineClock } from './engine-clock.ts';

/** Reports leave a little after the second they are about: most of it is answered by then, and whether it was late is known. */
const OFFSET_US = 120_000;

/** Asks for a worker's report once a second of the timeline. */
export class ReportTimer {
  readonly #clock: EngineClock;
  readonly #report: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: EngineClock, report: () => void) {
    this.#clock = clock;
    this.#report = report;
  }

  start(): void {
    const nowUs = this.#clock.nowUs();
    const nextUs = Math.floor(Math.max(0, nowUs - OFFSET_US) / 1e6 + 1) * 1e6 + OFFSET_US;
    this.#timer = setTimeout(
      () => {
        this.#report();
        this.start();
      },
      // Timers cut fractions off, and a report that comes too early is followed by a second one.
      Math.ceil((nextUs - nowUs) / 1000) + 1,
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
