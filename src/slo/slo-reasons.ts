import type { RunStarted } from '../events/run-event.ts';
import type { RunState } from '../events/run-state.ts';
import type { Reason, SloRow } from '../report/report.ts';
import { decides } from './decides.ts';
import { describeRow, describeOutcome } from './describe-row.ts';
import { firstBreachMs } from './first-breach.ts';
import { reason } from './reason.ts';

type ExperimentSource = RunStarted['source'];

/**
 * The SLOs that failed or could not be decided. Where something else broke or voided the run, those without a single sample are left
 * out: of a phase that never came there is nothing to say. `onBreach: warn`
 * decides nothing. A manifest that judges nothing has not shown anything either; `load` may.
 */
export function sloReasons(rows: readonly SloRow[], elsewhere: boolean, state: RunState): Reason[] {
  const deciding = rows.filter(decides);
  const failed = deciding
    .filter((row) => row.verdict === 'fail')
    .map((row) =>
      reason('slo-failed', `${describeRow(row)}: ${describeOutcome(row)}`, { slo: row.id, phase: row.phase, atMs: breachOf(row, state) }),
    );
  const undecided = deciding
    .filter((row) => row.verdict === 'inconclusive' && (row.n > 0 || !elsewhere))
    .map((row) => reason('slo-undecided', `${describeRow(row)}: ${row.note ?? 'could not be decided'}`, { slo: row.id, phase: row.phase }));
  const nothing = deciding.length === 0 && !elsewhere ? [nothingToJudge(state.header?.source ?? 'manifest')] : [];
  return [...failed, ...undecided, ...nothing];
}

/** The second to look at first. */
export function breachOf(row: SloRow, state: RunState): number | null {
  const slo = state.header?.slos.find(({ id, load, phase }) => id === row.id && load === row.load && phase === row.phase);
  return slo === undefined ? null : firstBreachMs(slo, row, state);
}

function nothingToJudge(source: ExperimentSource): Reason {
  return source === 'flags'
    ? reason('nothing-judged', 'no SLO was given, so nothing was judged: the run is valid, and its numbers are what was measured')
    : reason('slo-undecided', 'there is no SLO to judge');
}
