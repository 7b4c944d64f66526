import { Worker } from 'node:worker_threads';
import type { EngineClock } from '../engine-clock.ts';
import { MOST_EARLY_US, PacerAlarm } from './pacer-signal.ts';
import type { WakeUp } from './wake-up.ts';

/** Wake-ups that may follow each other sooner than a tick, after as many that came later: by chance arrivals are close together. */
const BURST = 20;

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
  #dueUs = Infinity;
  /** The next wake-up's earliest time, as if all were a tick apart (ITU-T I.371, the virtual scheduling of GCRA). */
  #regularUs = -Infinity;

  /** @param tickUs the least time between two wake-ups, on the average: arrivals closer together share one */
  constructor(entry: URL, tickUs: number, clock: EngineClock, onWake: () => void) {
    this.#tickUs = tickUs;
    this.#clock = clock;
    const data: PacerData = { alarm: this.#alarm.buffer };
    this.#thread = new Worker(entry, { workerData: data, name: 'shakedown-load-pacer' });
    this.#thread.on('message', () => {
      // By the clock, not by what was asked for: this may be the echo of a time that has been replaced since.
      const nowUs = this.#clock.nowUs();
      this.#regularUs = Math.max(this.#regularUs, nowUs - BURST * this.#tickUs) + this.#tickUs;
      this.#awaitDue(nowUs);
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
    this.#dueUs = dueUs;
    const atUs = Math.max(dueUs, this.#regularUs);
    if (atUs === this.#setForUs) return;
    this.#setForUs = atUs;
    this.#alarm.set(this.#zeroUs + atUs);
  }

  stop(): void {
    this.#alarm.stop();
  }

  /** Awake, for the few µs that are left. Where there are so many arrivals that a tick keeps wake-ups apart, it is due already. */
  #awaitDue(nowUs: number): void {
    if (this.#dueUs - nowUs > MOST_EARLY_US) return;
    while (this.#clock.nowUs() < this.#dueUs);
  }
}
