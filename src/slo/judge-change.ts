import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { changeSides } from './change-side.ts';
import type { ChangeSide } from './change-side.ts';
import { compare, staysUnder } from './compare.ts';
import { phaseSample } from './sample.ts';
import type { Standpoint } from './sample.ts';
import type { SloExpression, SpanMetric } from './slo-expression.ts';
import { sloRow, undecidedRow } from './slo-row.ts';

const METHOD = 'change of the value from the baseline’s, as a share of it';

/**
 * The phase's value ÷ the baseline's − 1. Where both have an interval, the change has the one that theirs allow, each at half the error
 * (Bonferroni), so that it covers at least what it says, and that decides, be the value itself among the failures or a share of 0; else
 * it is compared as it is. Drops of either phase are judged twice, and where
 * that makes a difference nothing can be said: a cap of ours makes neither a pass nor a fail.
 */
export function judgeChange(slo: PlannedSlo, metric: SpanMetric, state: RunState, load: LoadState, standpoint: Standpoint): SloRow {
  const { expression, confidence, where } = slo.spec;
  const [before, after] = [phaseSample(state, load, 'baseline', standpoint, where), phaseSample(state, load, slo.phase, standpoint, where)];
  const sidesOf = (sample: typeof before) => changeSides(metric, expression.comparison, sample, confidence ?? null);
  const [firsts, seconds] = [sidesOf(before), sidesOf(after)];
  const row = changeRow(slo, firsts[0], seconds[0]);
  const all = firsts.flatMap((first) => seconds.map((second) => changeRow(slo, first, second)));
  if (all.every(({ verdict }) => verdict === row.verdict)) return row;
  const dropped = before.counts.dropped + after.counts.dropped;
  const note = `the ${dropped} dropped arrivals decide it: as failures or as successes, of the baseline or of the ${slo.phase} phase, they make verdicts that differ`;
  return { ...row, verdict: 'inconclusive', note };
}

function changeRow(slo: PlannedSlo, before: ChangeSide, after: ChangeSide): SloRow {
  const { expression, confidence } = slo.spec;
  const { comparison, limit } = expression;
  const n = Math.min(before.measured.n, after.measured.n);
  if (n === 0) return undecidedRow(slo, METHOD, 'no samples');
  if (before.measured.value === null) return undecidedRow(slo, METHOD, 'the baseline has no value to compare with');
  const value = ratio(after.measured.value, before.measured.value);
  const reason = noValueNote(before, after);
  const bare = { n, value, censored: false, atLeast: null, method: METHOD };
  if (before.interval === null || after.interval === null || confidence == null) {
    const holds = value === null ? holdsBeyond(before, after, expression) : compare(value, comparison, limit.value);
    return sloRow(slo, { ...bare, holds, method: `${METHOD}, compared as it is`, note: reason });
  }
  const [low, high] = [ratio(after.interval[0], before.interval[1]), ratio(after.interval[1], before.interval[0])];
  const holds =
    high !== null && high < limit.value ? staysUnder(comparison) : low !== null && low > limit.value ? !staysUnder(comparison) : null;
  const tooClose = holds === null ? 'too close to call: the limit lies inside the interval; more arrivals would decide it' : null;
  const note = [reason, tooClose].filter((part) => part !== null).join('; ') || null;
  return {
    ...sloRow(slo, { ...bare, holds, note }),
    statistic: 'interval',
    method: `${METHOD}; the interval that those of both sides allow (Bonferroni)`,
    methodName: 'Bonferroni',
    confidence,
    interval: [low, high],
  };
}

function noValueNote(before: ChangeSide, after: ChangeSide): string | null {
  if (before.measured.value === 0) return 'it was 0 in the baseline, and nothing is a share of that';
  return after.measured.value === null ? 'it falls among the failures' : null;
}

/** A percentile among failures is at least what they are held to: more than the limit allows already, or not known. */
function holdsBeyond(before: ChangeSide, after: ChangeSide, { comparison, limit }: SloExpression): boolean | null {
  const atLeast = after.measured.censored ? ratio(after.measured.atLeast, before.measured.value) : null;
  return atLeast !== null && atLeast > limit.value ? !staysUnder(comparison) : null;
}

function ratio(to: number | null, from: number | null): number | null {
  return to === null || from === null || from === 0 ? null : to / from - 1;
}
