const LEAST_US = 125;
const STEPS = 40;

/** Edges of the heat map's buckets in µs: from 125 µs, each √2 times the one before, to two minutes. */
export const HEAT_EDGES_US: readonly number[] = Array.from({ length: STEPS }, (_, step) => LEAST_US * 2 ** (step / 2));

/** The lower edge of a bucket, in ms; bucket 0 begins at nothing. */
export function heatFloorMs(bucket: number): number {
  return (HEAT_EDGES_US[bucket - 1] ?? 0) / 1000;
}
