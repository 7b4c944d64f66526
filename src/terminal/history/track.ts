import { HEAT_EDGES_US } from './heat-edges.ts';

/** One second of a load or of one of its endpoints. `p…`: µs, `null` without data, `Infinity` among the failures, which in a closed load have times of their own. */
export interface TrackSecond {
  /** By when they were intended. */
  offered: number;
  sent: number;
  dropped: number;
  failed: number;
  ok: number;
  /** By when they became known. */
  p50Us: number | null;
  p95Us: number | null;
  p99Us: number | null;
  /** Ok arrivals by response time, in the buckets of HEAT_EDGES_US. */
  heat: readonly number[] | null;
}

/** The seconds of one load entry, or of one endpoint of it. A few numbers each: eight hours take some megabytes. */
export interface Track {
  readonly key: string;
  readonly load: string;
  /** `null`: the load as a whole. */
  readonly endpoint: string | null;
  /** By second of the timeline, with holes. */
  readonly seconds: (TrackSecond | undefined)[];
  readonly errors: Map<string, number>;
  /** All of its heat so far: which buckets are worth a row. */
  readonly heat: number[];
}

export function emptyTrack(load: string, endpoint: string | null): Track {
  return {
    key: trackKey(load, endpoint),
    load,
    endpoint,
    seconds: [],
    errors: new Map(),
    heat: Array.from({ length: HEAT_EDGES_US.length + 1 }, () => 0),
  };
}

export function trackKey(load: string, endpoint: string | null): string {
  return endpoint === null ? load : `${load}\u0000${endpoint}`;
}

/** For people: `shop`, `shop: GET /cart`. */
export function trackName(key: string): string {
  return key.replace('\u0000', ': ');
}

/** The second, made where it is new; `null` before the timeline's zero. */
export function secondOf(track: Track, second: number): TrackSecond | null {
  if (second < 0) return null;
  return (track.seconds[second] ??= emptySecond());
}

export function emptySecond(): TrackSecond {
  return { offered: 0, sent: 0, dropped: 0, failed: 0, ok: 0, p50Us: null, p95Us: null, p99Us: null, heat: null };
}

/** Replaces what was known of a second's times. */
export function setHeat(track: Track, into: TrackSecond, heat: readonly number[]): void {
  const before = into.heat;
  into.heat = heat;
  heat.forEach((count, bucket) => {
    track.heat[bucket] = (track.heat[bucket] ?? 0) + count - (before?.[bucket] ?? 0);
  });
}
