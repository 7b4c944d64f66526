import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { judgeRecovery } from './judge-recovery.ts';
import { measure } from './measure.ts';
import { phaseSample } from './sample.ts';
import type { Standpoint } from './sample.ts';
import { sloRow, undecidedRow } from './slo-row.ts';

/** Every SLO on what the run has recorded, in the plan's order. */
export function judgeSlos(slos: readonly PlannedSlo[], state: RunState): SloRow[] {
  return slos.map((slo) => judgeSlo(slo, state));
}

/** One SLO on one load in one phase. Plain comparison with the least n; no data is never a pass. */
export function judgeSlo(slo: PlannedSlo, state: RunState, standpoint: Standpoint = 'finished'): SloRow {
  const { expression } = slo.spec;
  if (expression.metric.kind === 'recovery_time') return judgeRecovery(slo, expression.metric, state);
  const load = slo.load === null ? undefined : state.loads.get(slo.load);
  if (load === undefined) return undecidedRow(slo, 'none', `there is no load \`${slo.load}\``);
  const happened = slo.phase === 'all' || state.phases.some((phase) => phase.name === slo.phase);
  if (!happened) return undecidedRow(slo, 'none', `the ${slo.phase} phase did not happen`);
  return sloRow(slo, measure(expression, phaseSample(state, load, slo.phase, standpoint)));
}
