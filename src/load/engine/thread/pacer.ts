import { Worker } from 'node:worker_threads';
import type { EngineClock } from '../engine-clock.ts';
import { PacerAlarm } from './pacer-signal.ts';

export interface PacerData {
  readonly alarm: SharedArrayBuffer;
}

/** Wakes this thread's event loop at given times, more sharply than its own timers can. */
export class Pacer {
  readonly #alarm = new PacerAlarm();
  readonly #thread: Worker;
  readonly #tickUs: number;
  #zeroUs = 0;
  readonly #clock: EngineClock;
  #setForUs = Infinity;
  #lastWakeUs = -Infinity;

  /** @param tickUs the least time between two wake-ups: arrivals closer together than this share one */
  constructor(entry: URL, tickUs: number, clock: EngineClock, onWake: () => void) {
    this.#tickUs = tickUs;
    this.#clock = clock;
    const data: PacerData = { alarm: this.#alarm.buffer };
    this.#thread = new Worker(entry, { workerData: data, name: 'shakedown-load-pacer' });
    this.#thread.on('message', () => {
      // By the clock, not by what was asked for: this may be the echo of a time that has been replaced since.
      this.#lastWakeUs = this.#clock.nowUs();
      this.#setForUs = Infinity;
      onWake();
    });
    // Without its pacer the worker is worthless: let the error take it down, and the main thread hear of it.
    this.#thread.on('error', (error) => {
      throw error;
    });
  }

  online(): Promise<void> {
    return new Promise((resolve) => this.#thread.once('online', resolve));
  }

  begin(zeroNs: bigint): void {
    this.#zeroUs = Number(zeroNs) / 1000;
  }

  /** @param dueUs on the timeline */
  wakeAt(dueUs: number): void {
    const atUs = Math.max(dueUs, this.#lastWakeUs + this.#tickUs);
    if (atUs === this.#setForUs) return;
    this.#setForUs = atUs;
    this.#alarm.set(this.#zeroUs + atUs);
  }

  stop(): void {
    this.#alarm.stop();
  }
}
