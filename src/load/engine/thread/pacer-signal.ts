import { MOST_OVERSLEEP_US, Oversleep } from './oversleep.ts';

const SEQUENCE = 0;
const STOP = -1;
const TARGET_BYTES = 8;

/** The worker's end of the pacer: says when it wants to be woken next. Times are µs of CLOCK_MONOTONIC. */
export class PacerAlarm {
  readonly buffer = new SharedArrayBuffer(TARGET_BYTES + 8);
  readonly #sequence = new Int32Array(this.buffer, 0, 1);
  readonly #target = new Float64Array(this.buffer, TARGET_BYTES);

  /** Replaces what was set before. */
  set(atUs: number): void {
    this.#target[0] = atUs;
    Atomics.add(this.#sequence, SEQUENCE, 1);
    Atomics.notify(this.#sequence, SEQUENCE);
  }

  /** Ends the pacer's thread. */
  stop(): void {
    this.set(STOP);
  }
}

/** What a message takes to the event loop that it wakes. */
const HOP_US = 7;
/** The pacer is never earlier than this. */
export const MOST_EARLY_US = MOST_OVERSLEEP_US + HOP_US;

/**
 * The pacer's loop, for a thread of its own: calls `wake` at about the time set, once for each. It sleeps until shortly before, by as much
 * as this machine has been oversleeping: an event loop's own timers know only whole milliseconds, and no sleep ends at its time.
 */
export function runPacer(buffer: SharedArrayBuffer, nowUs: () => number, wake: () => void): void {
  const sequence = new Int32Array(buffer, 0, 1);
  const target = new Float64Array(buffer, TARGET_BYTES);
  const oversleep = new Oversleep();
  let served = 0;
  for (;;) {
    const current = Atomics.load(sequence, SEQUENCE);
    if (current === served) {
      Atomics.wait(sequence, SEQUENCE, served);
      continue;
    }
    const atUs = target[0] ?? STOP;
    if (atUs === STOP) return;
    const untilUs = atUs - HOP_US - oversleep.likelyUs;
    const leftMs = (untilUs - nowUs()) / 1000;
    if (leftMs > 0) {
      if (Atomics.wait(sequence, SEQUENCE, current, leftMs) !== 'timed-out') continue;
      oversleep.observe(nowUs() - untilUs);
    }
    served = current;
    wake();
  }
}
