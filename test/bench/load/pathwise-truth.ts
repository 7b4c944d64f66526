/** What a user would have met who came at `atUs`: when the answer to that request leaves the server. */
export type Departure = (atUs: number) => number;

/** Of `server stall`: `serviceUs` after the arrival, or after the end of the stall that it falls into. */
export function stallDeparture(serviceUs: number, periodUs: number, stallUs: number): Departure {
  return (atUs) => {
    const phase = ((atUs % periodUs) + periodUs) % periodUs;
    return (phase < stallUs ? atUs - phase + stallUs : atUs) + serviceUs;
  };
}

/** Of `server queue`: Lindley's recursion (Proc. Camb. Phil. Soc. 48, 1952), for arrivals in their order. */
export function queueDeparture(serviceUs: number): Departure {
  let idleAtUs = -Infinity;
  return (atUs) => (idleAtUs = Math.max(atUs, idleAtUs) + serviceUs);
}

export const STATISTICS = ['mean', 'p50', 'p95', 'p99', 'p99.9'] as const;

export type Statistics = Readonly<Record<(typeof STATISTICS)[number], number>>;

/** Nearest rank, ms. */
export function statisticsMs(timesUs: readonly number[]): Statistics {
  const sorted = Float64Array.from(timesUs).sort();
  const at = (perMille: number): number => (sorted[Math.ceil((perMille * sorted.length) / 1000) - 1] ?? Number.NaN) / 1000;
  const mean = timesUs.reduce((sum, time) => sum + time, 0) / timesUs.length / 1000;
  return { mean, p50: at(500), p95: at(950), p99: at(990), 'p99.9': at(999) };
}

/**
 * The schedule's place on the server's clock, from when the requests came: none can come before it was due, and of thousands the least
 * late one is a few µs late. What is intended at `offsets[i]` was intended on that clock at the result + `offsets[i]`.
 */
export function anchorUs(arrivalsUs: Float64Array, offsetsUs: readonly number[], from = 0): number {
  let anchor = Infinity;
  for (let i = from; i < Math.min(arrivalsUs.length, offsetsUs.length); i++) {
    anchor = Math.min(anchor, (arrivalsUs[i] ?? Infinity) - (offsetsUs[i] ?? 0));
  }
  return anchor;
}

export const constantOffsetsUs = (ratePerSecond: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 1e6) / ratePerSecond);
