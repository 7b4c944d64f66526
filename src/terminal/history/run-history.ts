import type { RunEvent } from '../../events/run-event.ts';
import type { LoadState } from '../../events/load-state.ts';
import type { RunState } from '../../events/run-state.ts';
import { createEndpointTracks } from './endpoint-tracks.ts';
import { HEAT_EDGES_US } from './heat-edges.ts';
import { emptyTrack, secondOf, setHeat, type Track } from './track.ts';

/** The run second by second, for charts: all of it, where the state keeps the last quarter of an hour. */
export interface RunHistory {
  /** After the event was folded into the state. */
  remember(event: RunEvent, state: RunState): void;
  /** Each load, then its endpoints where it has several. */
  tracks(): readonly Track[];
}

export function createRunHistory(): RunHistory {
  const loads = new Map<string, Track>();
  const endpoints = createEndpointTracks();

  function trackOf(load: string): Track {
    const track = loads.get(load) ?? emptyTrack(load, null);
    loads.set(load, track);
    return track;
  }

  return {
    remember(event, state) {
      if (event.type === 'load-recorded') {
        const { delta } = event;
        const track = trackOf(delta.load);
        const second = secondOf(track, delta.second);
        if (second !== null) {
          second.offered += delta.offered;
          second.sent += delta.sent;
          second.dropped += delta.dropped;
        }
        for (const cell of delta.cells) {
          if (cell.outcome === 'ok') {
            if (second !== null) second.ok += cell.count;
            continue;
          }
          if (cell.outcome !== 'dropped' && second !== null) second.failed += cell.count;
          if (cell.outcome !== 'dropped') track.errors.set(cell.outcome, (track.errors.get(cell.outcome) ?? 0) + cell.count);
        }
        if (delta.dropped > 0) track.errors.set('dropped', (track.errors.get('dropped') ?? 0) + delta.dropped);
        const load = state.loads.get(delta.load);
        if (load !== undefined) takeKnown(track, load);
        endpoints.remember(delta, event.ms - (state.zeroMs ?? 0));
      } else if (event.type === 'timings-recorded') {
        const load = state.loads.get(event.timings.load);
        if (load?.model === 'closed') takeKnown(trackOf(load.name), load);
      }
    },
    tracks: () => [...loads.values()].flatMap((track) => [track, ...endpoints.of(track.load)]),
  };
}

/** What the state ranks of the newest second, before it begins the next one. */
function takeKnown(track: Track, load: LoadState): void {
  const known = load.known.at(-1);
  if (known === undefined) return;
  const second = secondOf(track, known.second);
  if (second === null) return;
  const some = known.counts.ok + known.counts.failed + known.counts.dropped > 0;
  const ranked = (us: number | null): number | null => us ?? (load.model === 'open' && some ? Infinity : null);
  second.p50Us = ranked(known.p50Us);
  second.p95Us = ranked(known.p95Us);
  second.p99Us = ranked(known.p99Us);
  setHeat(track, second, load.knownResponseTime.countsBetween(HEAT_EDGES_US));
}
