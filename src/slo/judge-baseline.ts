import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { judgeSlo } from './judge-slo.ts';
import { unmetProbes } from './unmet-probes.ts';

export interface BaselineJudgement {
  readonly met: boolean;
  readonly rows: readonly SloRow[];
  readonly unmetProbes: ReturnType<typeof unmetProbes>;
}

/**
 * The gate before the first fault: every SLO that takes part, on the baseline, on what is known now (outcomes by completion; an
 * unanswered arrival older than a limit is over it); and every probe. Failed or undecided is not met, since breaking what is broken
 * teaches nothing.
 */
export function judgeBaseline(slos: readonly PlannedSlo[], state: RunState): BaselineJudgement {
  const rows = slos.filter((slo) => slo.gate).map((slo) => judgeSlo({ ...slo, phase: 'baseline' }, state, 'known-now'));
  const probes = unmetProbes(state);
  return { met: rows.every((row) => row.verdict === 'pass') && probes.length === 0, rows, unmetProbes: probes };
}
