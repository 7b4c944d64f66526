import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { EncodedTimes } from '../../load-driver.ts';
import { SHORT_US, type HistogramPool } from './histogram-pool.ts';

/** Counts times in whole µs; holds a histogram only while there is something in it. */
export class TimeTally {
  readonly #pool: HistogramPool;
  /** Times that are their own place in the histogram, as most are: they need no look-up. */
  #short: Uint32Array | null = null;
  #histogram: Histogram | null = null;
  count = 0;
  sumUs = 0;
  maxUs = 0;

  constructor(pool: HistogramPool) {
    this.#pool = pool;
  }

  record(us: number): void {
    this.count++;
    this.sumUs += us;
    if (us > this.maxUs) this.maxUs = us;
    if (us < SHORT_US) {
      const short = (this.#short ??= this.#pool.takeShort());
      short[us] = (short[us] ?? 0) + 1;
    } else {
      this.#histogram ??= this.#pool.take();
      this.#histogram.recordValue(us);
    }
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
    if (this.#short !== null) this.#moveShort(this.#short);
    if (this.#histogram === null) return null;
    const text = encodeIntoCompressedBase64(this.#histogram);
    this.#pool.giveBack(this.#histogram);
    this.#histogram = null;
    return text;
  }

  #moveShort(short: Uint32Array): void {
    const histogram = (this.#histogram ??= this.#pool.take());
    short.forEach((count, us) => count > 0 && histogram.recordValueWithCount(us, count));
    this.#pool.giveBackShort(short);
    this.#short = null;
  }
}
