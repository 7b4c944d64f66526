import type { RunEvent } from '../../events/run-event.ts';
import { rankOf } from '../../stats/rank.ts';
import { TimeBuckets } from '../../stats/time-buckets.ts';
import { TimeHistogram } from '../../stats/time-histogram.ts';
import { HEAT_EDGES_US } from './heat-edges.ts';
import { emptyTrack, secondOf, setHeat, type Track } from './track.ts';

/** Of a load with more endpoints, the first so many: a person steps through them with one key. */
const KEPT = 24;

type LoadDelta = Extract<RunEvent, { type: 'load-recorded' }>['delta'];
type OutcomeCell = LoadDelta['cells'][number];

interface Endpoint {
  readonly track: Track;
  /** The second of `newest`: what became known in it. */
  second: number;
  readonly newest: TimeHistogram;
  known: number;
}

export interface EndpointTracks {
  /** @param atMs on the timeline, when it was reported */
  remember(delta: LoadDelta, atMs: number): void;
  /** Empty where the load has but one endpoint. */
  of(load: string): readonly Track[];
}

/** Endpoints second by second. Their times are decoded here, a second time, and only where there are several. */
export function createEndpointTracks(): EndpointTracks {
  const loads = new Map<string, Map<string, Endpoint>>();

  function endpointOf(load: string, name: string): Endpoint | null {
    const known = loads.get(load) ?? new Map<string, Endpoint>();
    loads.set(load, known);
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size >= KEPT) return null;
    const endpoint = { track: emptyTrack(load, name), second: -1, newest: TimeHistogram.empty(), known: 0 };
    known.set(name, endpoint);
    return endpoint;
  }

  function fold(cell: OutcomeCell, { load, second: intended }: LoadDelta, knownSecond: number): void {
    const endpoint = endpointOf(load, cell.endpoint);
    if (endpoint === null) return;
    const { track } = endpoint;
    count(track, cell, intended);
    if ((loads.get(load)?.size ?? 0) < 2 || knownSecond < endpoint.second) return;
    if (knownSecond > endpoint.second) {
      Object.assign(endpoint, { second: knownSecond, known: 0 });
      endpoint.newest.clear();
    }
    endpoint.known += cell.count;
    if (cell.outcome === 'ok' && cell.histogram !== null) endpoint.newest.addBuckets(TimeBuckets.decode(cell.histogram));
    rank(endpoint);
  }

  return {
    remember(delta, atMs) {
      const knownSecond = Math.floor(atMs / 1000) - 1;
      for (const cell of delta.steps ?? delta.cells) fold(cell, delta, knownSecond);
    },
    of(load) {
      const known = [...(loads.get(load)?.values() ?? [])];
      return known.length < 2 ? [] : known.map(({ track }) => track);
    },
  };
}

/** What was dropped, and a step that was not reached, was offered and not sent; it ranks above every answer as failures do. */
function count(track: Track, { outcome, count: n }: OutcomeCell, intended: number): void {
  if (outcome !== 'ok') track.errors.set(outcome, (track.errors.get(outcome) ?? 0) + n);
  const second = secondOf(track, intended);
  if (second === null) return;
  second.offered += n;
  if (outcome === 'dropped') second.dropped += n;
  else if (outcome !== 'notReached') second.sent += n;
  if (outcome === 'ok') second.ok += n;
  else if (outcome !== 'dropped') second.failed += n;
}

function rank({ track, second: at, newest, known }: Endpoint): void {
  const second = secondOf(track, at);
  if (second === null || known === 0) return;
  const ranked = (share: number): number => newest.atRank(rankOf(share, known)) ?? Infinity;
  second.p50Us = ranked(5000);
  second.p95Us = ranked(9500);
  second.p99Us = ranked(9900);
  setHeat(track, second, newest.countsBetween(HEAT_EDGES_US));
}
