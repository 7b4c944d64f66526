import type { TimeBuckets } from './time-buckets.ts';

/** Counts of times in buckets of a 32nd of a doubling (2.2 %), by bucket: small enough to keep for every second of a run. */
export type CoarseTimes = ReadonlyMap<number, number>;

const PER_DOUBLING = 32;

/** `known` and `more` together. */
export function coarsely(known: CoarseTimes | undefined, more: readonly TimeBuckets[]): CoarseTimes {
  const all = new Map(known);
  for (const times of more) {
    times.forEachBucket((us, count) => {
      const bucket = coarseBucket(us);
      all.set(bucket, (all.get(bucket) ?? 0) + count);
    });
  }
  return all;
}

/** The bucket of a time. */
export function coarseBucket(us: number): number {
  return Math.round(PER_DOUBLING * Math.log2(Math.max(1, us)));
}

/** The largest bucket with at most `count` arrivals above it, of many seconds together. `above` are arrivals above every time. */
export function coarseThreshold(seconds: readonly CoarseTimes[], above: number, count: number): number {
  const all = new Map<number, number>();
  for (const times of seconds) for (const [bucket, n] of times) all.set(bucket, (all.get(bucket) ?? 0) + n);
  let seen = above;
  for (const bucket of [...all.keys()].sort((a, b) => b - a)) {
    seen += all.get(bucket) ?? 0;
    if (seen > count) return bucket;
  }
  return -1;
}

/** Arrivals in buckets above `threshold`. */
export function countAbove(times: CoarseTimes, threshold: number): number {
  let above = 0;
  for (const [bucket, n] of times) if (bucket > threshold) above += n;
  return above;
}
