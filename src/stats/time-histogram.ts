import { build, encodeIntoCompressedBase64, JsHistogram } from 'hdr-histogram-js';
import type { Histogram } from 'hdr-histogram-js';
import { lowestOf, type TimeBuckets } from './time-buckets.ts';

/** Times beyond an hour count as an hour: no request of ours may last that long. */
export const MAX_TIME_US = 3_600_000_000;

/**
 * Times in µs at three significant digits, 1 µs to 1 h: the format of every histogram in an event log. It grows with the largest
 * value, so that one of milliseconds stays some 80 KB. Only merged, never averaged.
 */
export class TimeHistogram {
  readonly #counts: JsHistogram;

  private constructor(counts: JsHistogram) {
    this.#counts = counts;
  }

  static empty(): TimeHistogram {
    return new TimeHistogram(
      plainHistogram(build({ bitBucketSize: 32, autoResize: true, lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 })),
    );
  }

  get count(): number {
    return this.#counts.totalCount;
  }

  record(us: number, count = 1): void {
    this.#counts.recordValueWithCount(Math.min(Math.max(Math.round(us), 0), MAX_TIME_US), count);
  }

  add(other: TimeHistogram): void {
    this.#counts.add(other.#counts);
  }

  addBuckets({ indexes, counts }: TimeBuckets): void {
    const into = this.#counts;
    for (let at = 0; at < indexes.length; at += 1) into.recordValueWithCount(lowestOf(indexes[at] ?? 0), counts[at] ?? 0);
  }

  /** Forgets what was recorded, keeps the memory. */
  clear(): void {
    this.#counts.reset();
  }

  /**
   * The `rank`-th smallest time (1-based) in µs, as the highest value its bucket stands for: at most 0.1 % above the true one.
   * Walks the counts itself, since HdrHistogram turns a percentile into a rank by floating point and lands one off.
   */
  atRank(rank: number): number | null {
    if (rank < 1 || rank > this.count) return null;
    const counts = this.#counts;
    let seen = 0;
    for (let index = 0; index < counts.countsArrayLength; index += 1) {
      seen += counts.getCountAtIndex(index);
      if (seen >= rank) return counts.highestEquivalentValue(counts.valueFromIndex(index));
    }
    return null;
  }

  /** `atRank` of each of some ascending ranks, in one walk. */
  atRanks(ranks: readonly number[]): (number | null)[] {
    const counts = this.#counts;
    const found: (number | null)[] = [];
    let seen = 0;
    let index = -1;
    for (const rank of ranks) {
      if (rank < 1 || rank > this.count) {
        found.push(null);
        continue;
      }
      while (seen < rank) seen += counts.getCountAtIndex((index += 1));
      found.push(counts.highestEquivalentValue(counts.valueFromIndex(index)));
    }
    return found;
  }

  /**
   * How many times lie between two neighbours of `edgesUs`, ascending: `n` edges make `n + 1` counts, the first below all of them. Each
   * time counts by the lowest value of its bucket.
   */
  countsBetween(edgesUs: readonly number[]): number[] {
    const found = Array.from({ length: edgesUs.length + 1 }, () => 0);
    const counts = this.#counts;
    let at = 0;
    for (let index = 0, left = this.count; index < counts.countsArrayLength && left > 0; index += 1) {
      const count = counts.getCountAtIndex(index);
      if (count === 0) continue;
      const us = counts.valueFromIndex(index);
      while (at < edgesUs.length && us >= (edgesUs[at] ?? Infinity)) at += 1;
      found[at] = (found[at] ?? 0) + count;
      left -= count;
    }
    return found;
  }

  /** Every bucket that holds something, in rising order: how many, and the time in its middle. */
  forEachBucket(visit: (us: number, count: number) => void): void {
    const counts = this.#counts;
    let left = this.count;
    for (let index = 0; index < counts.countsArrayLength && left > 0; index += 1) {
      const count = counts.getCountAtIndex(index);
      if (count === 0) continue;
      left -= count;
      visit(counts.medianEquivalentValue(counts.valueFromIndex(index)), count);
    }
  }

  /** The smallest and the largest time that cannot be told from `us`. */
  bucketOf(us: number): readonly [lowest: number, highest: number] {
    return [this.#counts.lowestEquivalentValue(us), this.#counts.highestEquivalentValue(us)];
  }

  encode(): string {
    return encodeIntoCompressedBase64(this.#counts);
  }
}

function plainHistogram(histogram: Histogram): JsHistogram {
  if (histogram instanceof JsHistogram) return histogram;
  throw new TypeError('hdr-histogram-js built a WebAssembly histogram unasked.');
}
