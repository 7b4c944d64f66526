import type { Track, TrackSecond } from '../history/track.ts';
import type { SeriesView } from './dashboard-view.ts';

/** Tracks as one: the worst of their percentiles, the sum of their counts. */
export function selectSeries(tracks: readonly Track[]): SeriesView {
  const [only] = tracks;
  const seconds = Math.max(0, ...tracks.map((track) => track.seconds.length));
  const heat = (only?.heat ?? []).map((_, bucket) => tracks.reduce((sum, track) => sum + (track.heat[bucket] ?? 0), 0));
  if (tracks.length <= 1) return { seconds, heat, at: (second) => only?.seconds[second] ?? null };
  return { seconds, heat, at: (second) => merged(tracks.flatMap((track) => track.seconds[second] ?? [])) };
}

function merged(parts: readonly TrackSecond[]): TrackSecond | null {
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  return rest.reduce<TrackSecond>(
    (sum, part) => ({
      offered: sum.offered + part.offered,
      sent: sum.sent + part.sent,
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

function worst(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
