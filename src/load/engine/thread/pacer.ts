import { Worker } from 'node:worker_threads';
import type { EngineClock } from '../engine-clock.ts';
import { PacerAlarm } from './pacer-signal.ts';
import type { WakeUp } from './wake-up.ts';

/**
 * A sleeping thread wakes some 75 µs late, and its message takes as long again. So it is called this much early, and what is then
 * left of the time is spent awake: half the lag for a few µs of CPU a wake-up.
 */
const LEAD_US = 80;

export interface PacerData {
  readonly alarm: SharedArrayBuffer;
}

export function isPacerData(value: unknown): value is PacerData {
  return typeof value === 'object' && value !== null && 'alarm' in value && value.alarm instanceof SharedArrayBuffer;
}

/** Wakes this thread's event loop at given times, more sharply than its own timers can. */
export class Pacer implements WakeUp {
  readonly #alarm = new PacerAlarm();
  readonly #thread: Worker;
  readonly #gone = Promise.withResolvers<void>();
  readonly #tickUs: number;
  readonly #clock: EngineClock;
  #zeroUs = 0;
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
      this.#awaitLead();
      this.#setForUs = Infinity;
      onWake();
    });
    this.#thread.on('exit', () => this.#gone.resolve());
    // Without its pacer the worker is worthless: let the error take it down, and the main thread hear of it.
    this.#thread.on('error', (error) => {
      throw error;
    });
  }

  online(): Promise<void> {
    return new Promise((resolve) => this.#thread.once('online', resolve));
  }

  /** Resolves once the thread has ended. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  begin(zeroNs: bigint): void {
    this.#zeroUs = Number(zeroNs) / 1000;
  }

  /** @param dueUs on the timeline */
  wakeAt(dueUs: number): void {
    const atUs = Math.max(dueUs, this.#lastWakeUs + this.#tickUs);
    if (atUs === this.#setForUs) return;
    this.#setForUs = atUs;
    this.#alarm.set(this.#zeroUs + atUs - LEAD_US);
  }

  stop(): void {
    this.#alarm.stop();
  }

  #awaitLead(): void {
    if (this.#setForUs - this.#lastWakeUs > LEAD_US) return;
    while (this.#clock.nowUs() < this.#setForUs);
  }
}
