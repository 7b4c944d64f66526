import { inflateSync } from 'node:zlib';

/** HdrHistogram's V2 format, with its word size. */
const COMPRESSED_COOKIE = 0x1c_84_93_14;
const COOKIE = 0x1c_84_93_13;
const COMPRESSED_HEADER_BYTES = 8;
const HEADER_BYTES = 40;
const DIGITS = 3;

/** Buckets for each doubling of a time, at three digits. */
const PER_DOUBLING = 1024;

/**
 * Times as an event log has them, in µs at three significant digits: the buckets that hold something, and no others. A second of a run has
 * dozens or hundreds of them, of the twenty thousand for which a histogram keeps room.
 */
export class TimeBuckets {
  /** Where each is in a histogram of this format; rising. */
  readonly indexes: readonly number[];
  /** Of each of `indexes`. */
  readonly counts: readonly number[];

  private constructor({ indexes, counts }: Pick<TimeBuckets, 'indexes' | 'counts'>) {
    this.indexes = indexes;
    this.counts = counts;
  }

  /** Of an hdr-histogram V2, compressed, base64, of whole µs at three digits. Throws where the text is none. */
  static decode(base64: string): TimeBuckets {
    const compressed = Buffer.from(base64, 'base64');
    if (compressed.length <= COMPRESSED_HEADER_BYTES || compressed.readInt32BE(0) !== COMPRESSED_COOKIE) {
      throw new TypeError('this is no compressed histogram');
    }
    const bytes = inflateSync(compressed.subarray(COMPRESSED_HEADER_BYTES));
    if (bytes.length < HEADER_BYTES || bytes.readInt32BE(0) !== COOKIE) throw new TypeError('this is no histogram');
    if (bytes.readInt32BE(12) !== DIGITS || bytes.readBigInt64BE(16) !== 1n)
      throw new TypeError('this is no histogram of whole µs at three digits');
    return new TimeBuckets(filledBuckets(bytes.subarray(HEADER_BYTES, HEADER_BYTES + bytes.readInt32BE(4))));
  }

  /** The time in the middle of each, and how many it has, in rising order. */
  forEachBucket(visit: (us: number, count: number) => void): void {
    for (let at = 0; at < this.indexes.length; at += 1) visit(middleOf(this.indexes[at] ?? 0), this.counts[at] ?? 0);
  }
}

/** Of first to fourth powers, in µs to that power, each time taken as the middle of its bucket: 0.1 % of a time off at most. */
export function powerSums(times: Pick<TimeBuckets, 'forEachBucket'>): [number, number, number, number] {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  times.forEachBucket((us, count) => {
    const first = us * count;
    sums[0] += first;
    sums[1] += first * us;
    sums[2] += first * us * us;
    sums[3] += first * us * us * us;
  });
  return sums;
}

/** The smallest time of a bucket. */
export function lowestOf(index: number): number {
  const doubling = Math.max(0, Math.floor(index / PER_DOUBLING) - 1);
  return (index - doubling * PER_DOUBLING) * 2 ** doubling;
}

function middleOf(index: number): number {
  const doubling = Math.max(0, Math.floor(index / PER_DOUBLING) - 1);
  return lowestOf(index) + Math.floor(2 ** doubling / 2);
}

/** A count each, and a negative number for so many empty buckets in a row: zigzag, in groups of seven bits, the lowest first. */
function filledBuckets(payload: Uint8Array): Pick<TimeBuckets, 'indexes' | 'counts'> {
  const indexes: number[] = [];
  const counts: number[] = [];
  for (let at = 0, index = 0; at < payload.length;) {
    let word = 0;
    let scale = 1;
    for (;;) {
      const byte = payload[at++] ?? 0;
      word += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80 || at >= payload.length) break;
    }
    if (word % 2 === 1) index += (word + 1) / 2;
    else {
      if (word > 0) {
        indexes.push(index);
        counts.push(word / 2);
      }
      index += 1;
    }
  }
  return { indexes, counts };
}
