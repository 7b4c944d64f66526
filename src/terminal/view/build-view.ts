import type { RunState } from '../../events/run-state.ts';
import type { SloRow } from '../../report/report.ts';
import { liveRows } from '../../slo/live-rows.ts';
import { trackName, type Track } from '../history/track.ts';
import type { DashboardView, EventLine } from './dashboard-view.ts';
import { liveArrivals } from './live-arrivals.ts';
import { selectContainers } from './select-containers.ts';
import { endpointLoad, selectEndpoints } from './select-endpoints.ts';
import { selectFaults } from './select-faults.ts';
import { selectGenerator } from './select-generator.ts';
import { selectErrors, selectLoads } from './select-loads.ts';
import { selectOutlook } from './select-outlook.ts';
import { selectPhases } from './select-phases.ts';
import { selectProbes } from './select-probes.ts';
import { selectProcesses } from './select-processes.ts';
import { selectSeries } from './select-series.ts';
import { selectSlos } from './select-slos.ts';
import { selectStage } from './select-stage.ts';

/** What changes once a second at most: made anew when an event arrived, not for each frame. */
export type Measured = Pick<
  DashboardView,
  'loads' | 'errors' | 'series' | 'endpoints' | 'filter' | 'canFilter' | 'generator' | 'stack' | 'probes'
> & {
  readonly rows: readonly SloRow[];
};

/** @param filter the key of the track that the numbers are narrowed to */
export function measure(state: RunState, tracks: readonly Track[], filter: string | null): Measured {
  const chosen = tracks.find((track) => track.key === filter) ?? null;
  return {
    ...(chosen === null ? unfiltered(state, tracks) : filtered(state, chosen)),
    canFilter: isChoice(tracks),
    endpoints: selectEndpoints(state),
    generator: selectGenerator(state),
    stack: [...selectProcesses(state), ...selectContainers(state)],
    probes: selectProbes(state),
    rows: liveRows(state.header?.slos ?? [], state),
  };
}

/** A run with one load of one endpoint has nothing to choose. */
export function isChoice(tracks: readonly Track[]): boolean {
  return tracks.length > 1;
}

function unfiltered(state: RunState, tracks: readonly Track[]): Pick<Measured, 'loads' | 'errors' | 'series' | 'filter'> {
  const whole = tracks.filter((track) => track.endpoint === null);
  const live = liveArrivals(state);
  return { loads: selectLoads(state, live), errors: selectErrors(state), series: selectSeries(whole, live), filter: null };
}

function filtered(state: RunState, track: Track): Pick<Measured, 'loads' | 'errors' | 'series' | 'filter'> {
  const { load, endpoint } = track;
  const live = liveArrivals(state);
  return {
    loads: endpoint === null ? selectLoads(state, live).filter(({ name }) => name === load) : [endpointLoad(track, live)],
    errors: [...track.errors].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
    series: selectSeries([track], live),
    filter: trackName(track.key),
  };
}

/** @param nowMs on the timeline; before its zero nothing moves @param replay how the replay goes; `null` for a run itself */
export function buildView(
  state: RunState,
  measured: Measured,
  events: readonly EventLine[],
  nowMs: number,
  replay: string | null = null,
): DashboardView {
  const now = state.zeroMs === null ? -1 : Math.max(0, nowMs);
  const phases = selectPhases(state, now);
  const { rows, ...rest } = measured;
  const slos = selectSlos(rows, phases, state.ended !== null || state.stop !== null || state.failure !== null);
  return {
    name: state.header?.name ?? '',
    hypothesis: state.header?.hypothesis ?? null,
    seed: state.header?.seed ?? null,
    nowMs: now,
    stage: selectStage(state, phases, now),
    outlook: selectOutlook(state, slos),
    phases,
    faults: selectFaults(state, phases, now),
    slos,
    events,
    replay,
    ...rest,
  };
}
