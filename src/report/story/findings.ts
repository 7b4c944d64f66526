import { describeSlo, describeOutcome } from '../../slo/describe-row.ts';
import type { Reason } from '../report.ts';
import { breachOf } from '../../slo/slo-reasons.ts';
import { adviceFor } from '../reason-advice.ts';
import type { RunStory } from './run-story.ts';

/** A reason of the verdict, with where on the timeline to look and what to try. */
export interface Finding {
  readonly reason: Reason;
  /** What failed, short, for a mark on a chart. */
  readonly label: string;
  readonly atMs: number | null;
  /** An SLO's: where it first did not hold by a second alone. Others happened at their time. */
  readonly isFirstSecond: boolean;
  readonly advice: string | null;
}

/** In the order of the report's reasons, which is that of their weight. */
export function findings({ report, state }: Pick<RunStory, 'report' | 'state'>): Finding[] {
  return report.reasons.map((reason, index, all) => {
    const row = reason.slo === null ? undefined : report.slos.find(({ id }) => id === reason.slo);
    const fault = reason.fault === null ? undefined : report.faults.find(({ id }) => id === reason.fault);
    // A log of before reasons had it does not have it.
    const breachMs = row?.verdict === 'fail' && reason.code === 'slo-failed' ? (reason.atMs ?? breachOf(row, state)) : null;
    return {
      reason,
      label: row === undefined ? reason.message : `${describeSlo(row)}: ${describeOutcome(row)}`,
      atMs: breachMs ?? reason.atMs ?? fault?.injectCalledAtMs ?? null,
      isFirstSecond: breachMs !== null,
      // Advice once for all reasons of a kind, after the last of them.
      advice: all[index + 1]?.code === reason.code ? null : adviceFor(reason.code),
    };
  });
}
