import { build, type Histogram } from 'hdr-histogram-js';

const HOUR_US = 3_600_000_000;

/** Histograms from 1 µs to 1 h (and beyond, by growing), three digits: 95 KB each, so they are used again rather than made anew. */
export class HistogramPool {
  readonly #spare: Histogram[] = [];

  take(): Histogram {
    return (
      this.#spare.pop() ??
      build({
        bitBucketSize: 32,
        autoResize: true,
        lowestDiscernibleValue: 1,
        highestTrackableValue: HOUR_US,
        numberOfSignificantValueDigits: 3,
        useWebAssembly: false,
      })
    );
  }

  giveBack(histogram: Histogram): void {
    histogram.reset();
    this.#spare.push(histogram);
  }
}
