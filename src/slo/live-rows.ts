import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { judgeSlo } from './judge-slo.ts';
import { undecidedRow } from './slo-row.ts';

/**
 * Every SLO on what is known now, for the dashboard: in its own phase once that has begun, in the baseline until then where it is part
 * of the gate (the row's `phase` says which).
 */
export function liveRows(slos: readonly PlannedSlo[], state: RunState): SloRow[] {
  return slos.map((slo) => {
    const begun = slo.phase === 'all' || state.phases.some((phase) => phase.name === slo.phase);
    if (begun) return judgeSlo(slo, state, 'known-now');
    const inBaseline = slo.gate && state.phases.some((phase) => phase.name === 'baseline');
    return inBaseline
      ? judgeSlo({ ...slo, phase: 'baseline' }, state, 'known-now')
      : undecidedRow(slo, 'none', `the ${slo.phase} phase has not begun`);
  });
}
