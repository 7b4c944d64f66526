import { emptySecond, type Track, type TrackSecond } from '../history/track.ts';
import type { SeriesSecond, SeriesView } from './dashboard-view.ts';
import type { LiveArrivals } from './live-arrivals.ts';

/** Tracks as one: the worst of their percentiles, the sum of their counts. */
export function selectSeries(tracks: readonly Track[], live: LiveArrivals): SeriesView {
  const [only] = tracks;
  const seconds = Math.max(0, ...tracks.map((track) => track.seconds.length));
  const heat = (only?.heat ?? []).map((_, bucket) => tracks.reduce((sum, track) => sum + (track.heat[bucket] ?? 0), 0));
  if (tracks.length <= 1) return { seconds, heat, at: (second) => (only === undefined ? null : secondOf(only, second, live)) };
  return { seconds, heat, at: (second) => merged(tracks.flatMap((track) => secondOf(track, second, live) ?? [])) };
}

/** With what is in flight of it, of which nobody knows what endpoint it goes to. */
function secondOf({ load, endpoint, seconds }: Track, second: number, { whole, inFlight }: LiveArrivals): SeriesSecond | null {
  const recorded: TrackSecond | undefined = seconds[second];
  if (second > (whole ?? -1)) return recorded === undefined ? null : { ...recorded, offered: null, sent: null };
  const waiting = inFlight(load, second);
  if (waiting === 0) return recorded ?? null;
  const known = recorded ?? emptySecond();
  return endpoint === null
    ? { ...known, offered: known.offered + waiting, sent: known.sent + waiting }
    : { ...known, offered: null, sent: null };
}

function merged(parts: readonly SeriesSecond[]): SeriesSecond | null {
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  return rest.reduce<SeriesSecond>(
    (sum, part) => ({
      offered: added(sum.offered, part.offered),
      sent: added(sum.sent, part.sent),
      dropped: sum.dropped + part.dropped,
      failed: sum.failed + part.failed,
      ok: sum.ok + part.ok,
      p50Us: worst(sum.p50Us, part.p50Us),
      p95Us: worst(sum.p95Us, part.p95Us),
      p99Us: worst(sum.p99Us, part.p99Us),
      heat: sum.heat?.map((count, bucket) => count + (part.heat?.[bucket] ?? 0)) ?? part.heat,
    }),
    first,
  );
}

function added(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function worst(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
