import type { RunState } from '../../events/run-state.ts';
import type { SpanState } from '../../events/load-state.ts';
import { rankOf } from '../../stats/rank.ts';
import { emptySecond, type Track } from '../history/track.ts';
import type { EndpointView, LoadView } from './dashboard-view.ts';
import type { LiveArrivals } from './live-arrivals.ts';

/** Endpoints over the judged phases so far; none where every load has but one. */
export function selectEndpoints(state: RunState): EndpointView[] {
  return [...state.loads.values()].flatMap((load) =>
    load.endpoints.size < 2 ? [] : [...load.endpoints].map(([name, span]) => endpointView(load.name, name, span)),
  );
}

function endpointView(load: string, name: string, { counts, okResponseTime }: SpanState): EndpointView {
  const known = counts.ok + counts.failed + counts.dropped;
  const ranked = (share: number): number | null => (known === 0 ? null : (okResponseTime.atRank(rankOf(share, known)) ?? Infinity) / 1000);
  return {
    load,
    name,
    count: counts.offered,
    successRate: known === 0 ? null : counts.ok / known,
    p50Ms: ranked(5000),
    p95Ms: ranked(9500),
    p99Ms: ranked(9900),
  };
}

/** A filter narrows the row of the last second, too; nobody knows what endpoint an arrival in flight goes to, and so not how many each was sent. */
export function endpointLoad(track: Track, { whole, inFlight }: LiveArrivals): LoadView {
  const last = track.seconds.findLast((second, index) => second !== undefined && second.p99Us !== null && index < track.seconds.length);
  const isKnown = whole !== null && inFlight(track.load, whole) === 0;
  const rate = isKnown ? (track.seconds[whole] ?? emptySecond()) : null;
  const ms = (us: number | null | undefined): number | null => (us === null || us === undefined ? null : us / 1000);
  const answered = last === undefined ? 0 : last.ok + last.failed + last.dropped;
  return {
    name: track.endpoint ?? track.load,
    offeredPerSecond: rate?.offered ?? null,
    sentPerSecond: rate?.sent ?? null,
    droppedPerSecond: rate?.dropped ?? null,
    inFlight: null,
    p50Ms: ms(last?.p50Us),
    p95Ms: ms(last?.p95Us),
    p99Ms: ms(last?.p99Us),
    successRate: last === undefined || answered === 0 ? null : last.ok / answered,
  };
}
