import { build, type Histogram } from 'hdr-histogram-js';

const HOUR_US = 3_600_000_000;
const DIGITS = 3;

/** Below it, a histogram of three digits has a place for every µs (HdrHistogram: 2 × 10^digits, up to a power of two). */
export const SHORT_US = 2048;

/** Histograms from 1 µs to 1 h (and beyond, by growing), three digits: 95 KB each, so they are used again rather than made anew. */
export class HistogramPool {
  readonly #spare: Histogram[] = [];
  readonly #spareShort: Uint32Array[] = [];

  take(): Histogram {
    return (
      this.#spare.pop() ??
      build({
        bitBucketSize: 32,
        autoResize: true,
        lowestDiscernibleValue: 1,
        highestTrackableValue: HOUR_US,
        numberOfSignificantValueDigits: DIGITS,
        useWebAssembly: false,
      })
    );
  }

  giveBack(histogram: Histogram): void {
    histogram.reset();
    this.#spare.push(histogram);
  }

  /** A count, 0 so far, of each time below SHORT_US. */
  takeShort(): Uint32Array {
    return this.#spareShort.pop() ?? new Uint32Array(SHORT_US);
  }

  giveBackShort(counts: Uint32Array): void {
    counts.fill(0);
    this.#spareShort.push(counts);
  }
}
