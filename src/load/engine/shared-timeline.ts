import type { PhaseBoundary } from '../load-driver.ts';
import type { PhaseName } from '../../plan/phase.ts';

const ORDER: readonly (PhaseBoundary | 'end')[] = ['baseline', 'fault', 'recovery', 'end'];
const VERSION_BYTES = 8;
const UNKNOWN = 2n ** 62n;

/** The main thread's end: writes boundaries (ms on the timeline) where every worker sees them without a message. */
export class TimelineWriter {
  readonly buffer = new SharedArrayBuffer(VERSION_BYTES + ORDER.length * 8);
  readonly #version = new Int32Array(this.buffer, 0, 1);
  readonly #timesUs = new BigInt64Array(this.buffer, VERSION_BYTES);

  constructor() {
    this.#timesUs.fill(UNKNOWN);
  }

  set(boundary: PhaseBoundary | 'end', atMs: number): void {
    Atomics.store(this.#timesUs, ORDER.indexOf(boundary), BigInt(Math.round(atMs * 1000)));
    Atomics.add(this.#version, 0, 1);
  }
}

/** A worker's end. Times are µs on the timeline, `Infinity` until known. */
export class TimelineReader {
  readonly #version: Int32Array;
  readonly #timesUs: BigInt64Array;
  #seen = -1;
  #baselineUs = Infinity;
  #faultUs = Infinity;
  #recoveryUs = Infinity;
  #endUs = Infinity;

  constructor(buffer: SharedArrayBuffer) {
    this.#version = new Int32Array(buffer, 0, 1);
    this.#timesUs = new BigInt64Array(buffer, VERSION_BYTES);
  }

  /** No arrivals from here on. */
  get endUs(): number {
    this.#refresh();
    return this.#endUs;
  }

  /**
   * The phase of a request intended at `intendedUs` that ends, or still waits, at `nowUs`: by intended time, except that what the
   * baseline sent and the fault found in flight is the fault's (SEMANTICS, Time and phases). The warm-up's stays the warm-up's.
   */
  phaseOf(intendedUs: number, nowUs: number): PhaseName {
    this.#refresh();
    if (intendedUs >= this.#recoveryUs) return 'recovery';
    if (intendedUs >= this.#faultUs) return 'fault';
    if (intendedUs < this.#baselineUs) return 'warmup';
    return nowUs >= this.#faultUs ? 'fault' : 'baseline';
  }

  #refresh(): void {
    const version = Atomics.load(this.#version, 0);
    if (version === this.#seen) return;
    this.#seen = version;
    this.#baselineUs = this.#read(0);
    this.#faultUs = this.#read(1);
    this.#recoveryUs = this.#read(2);
    this.#endUs = this.#read(3);
  }

  #read(index: number): number {
    const value = Atomics.load(this.#timesUs, index);
    return value === UNKNOWN ? Infinity : Number(value);
  }
}
