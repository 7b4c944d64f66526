import type { RunState } from '../../events/run-state.ts';
import type { SloRow } from '../../report/report.ts';
import { liveRows } from '../../slo/live-rows.ts';
import type { DashboardView, EventLine } from './dashboard-view.ts';
import { selectFaults } from './select-faults.ts';
import { selectGenerator } from './select-generator.ts';
import { selectErrors, selectLoads, selectSeconds } from './select-loads.ts';
import { selectPhases } from './select-phases.ts';
import { selectProcesses } from './select-processes.ts';
import { selectSlos } from './select-slos.ts';
import { selectStage } from './select-stage.ts';

/** What changes once a second at most: made anew when an event arrived, not for each frame. */
export type Measured = Pick<DashboardView, 'loads' | 'errors' | 'seconds' | 'generator' | 'processes'> & {
  readonly rows: readonly SloRow[];
};

export function measure(state: RunState): Measured {
  return {
    loads: selectLoads(state),
    errors: selectErrors(state),
    seconds: selectSeconds(state),
    generator: selectGenerator(state),
    processes: selectProcesses(state),
    rows: liveRows(state.header?.slos ?? [], state),
  };
}

/** @param nowMs on the timeline; before its zero nothing moves */
export function buildView(state: RunState, measured: Measured, events: readonly EventLine[], nowMs: number): DashboardView {
  const now = state.zeroMs === null ? -1 : Math.max(0, nowMs);
  const phases = selectPhases(state, now);
  const { rows, ...rest } = measured;
  return {
    name: state.header?.name ?? '',
    hypothesis: state.header?.hypothesis ?? null,
    seed: state.header?.seed ?? null,
    nowMs: now,
    stage: selectStage(state, phases, now),
    phases,
    faults: selectFaults(state, phases, now),
    slos: selectSlos(rows, phases),
    events,
    ...rest,
  };
}
