import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { judgeSlo } from './judge-slo.ts';

/**
 * The gate before the first fault: every SLO that takes part, on the baseline, on what is known now (outcomes by completion; an
 * unanswered arrival older than a limit is over it). Failed or undecided is not met, since breaking what is broken teaches nothing.
 */
export function judgeBaseline(slos: readonly PlannedSlo[], state: RunState): { readonly met: boolean; readonly rows: readonly SloRow[] } {
  const rows = slos.filter((slo) => slo.gate).map((slo) => judgeSlo({ ...slo, phase: 'baseline' }, state, 'known-now'));
  return { met: rows.every((row) => row.verdict === 'pass'), rows };
}
