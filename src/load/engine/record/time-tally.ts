import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { EncodedTimes } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';

/** Counts times in whole µs; holds a histogram only while there is something in it. */
export class TimeTally {
  readonly #pool: HistogramPool;
  #histogram: Histogram | null = null;
  /** Counted apart: many times are zero (no wait for a connection, a response in one read), and need no look-up of their place. */
  #zeros = 0;
  count = 0;
  sumUs = 0;
  maxUs = 0;

  constructor(pool: HistogramPool) {
    this.#pool = pool;
  }

  record(us: number): void {
    this.count++;
    if (us === 0) {
      this.#zeros++;
      return;
    }
    this.sumUs += us;
    if (us > this.maxUs) this.maxUs = us;
    this.#histogram ??= this.#pool.take();
    this.#histogram.recordValue(us);
  }

  /** What was counted since the last call. */
  take(): EncodedTimes {
    const times = { count: this.count, sumUs: this.sumUs, maxUs: this.maxUs, histogram: this.#encode() };
    this.count = 0;
    this.sumUs = 0;
    this.maxUs = 0;
    return times;
  }

  #encode(): string | null {
    if (this.#zeros > 0) {
      this.#histogram ??= this.#pool.take();
      this.#histogram.recordValueWithCount(0, this.#zeros);
      this.#zeros = 0;
    }
    if (this.#histogram === null) return null;
    const text = encodeIntoCompressedBase64(this.#histogram);
    this.#pool.giveBack(this.#histogram);
    this.#histogram = null;
    return text;
  }
}
