import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { formatDuration } from '../units/duration.ts';
import { compare, staysUnder } from './compare.ts';
import { decides } from './decides.ts';
import { findRecovery } from './find-recovery.ts';
import type { Recovery, RecoveryCondition } from './find-recovery.ts';
import { formatSloExpression } from './format-slo-expression.ts';
import { formatSloOptions } from './format-slo-options.ts';
import { isRateOrPercentile } from './rate-or-percentile.ts';
import { recoveryClock } from './recovery-clock.ts';
import type { Comparison, SloMetric } from './slo-expression.ts';
import { DEFAULT_SLO_OPTIONS } from './slo-options.ts';
import { identity, marginOf, undecidedRow, verdictOf } from './slo-row.ts';

type RecoveryMetric = Extract<SloMetric, { kind: 'recovery_time' | 'outage_to_recovery' }>;

const METHOD =
  'smallest t, in steps of 1 s, from which the condition holds on the aggregate of the arrivals of the hold time; what missed it before counts where chance explains so much in fewer than 1 run of 1,000 (exact binomial, Bonferroni over the windows)';

/** `recovery_time` and `outage_to_recovery`: their value is a time on the timeline, known to the second where it is known at all. */
export function judgeRecovery(slo: PlannedSlo, metric: RecoveryMetric, state: RunState): SloRow {
  const load = slo.load === null ? undefined : state.loads.get(slo.load);
  const conditions = conditionsOf(slo, metric, state);
  const clockMs = recoveryClock(state);
  if (load === undefined) return undecidedRow(slo, METHOD, `there is no load \`${slo.load}\``);
  if (conditions.length === 0) return undecidedRow(slo, METHOD, 'no condition says what recovered means');
  if (clockMs === null) return undecidedRow(slo, METHOD, whyNever(state));
  const found = sinceInject(findRecovery(state, load, conditions, metric.holdMs, clockMs), metric, clockMs, state);
  return rowOf(slo, found, `holds: ${conditions.map(describeCondition).join(' and ')}`);
}

/** A run that was stopped during the fault may have proven, and proven gone, all that it injected. */
function whyNever({ stop, phases, faults }: RunState): string {
  const isFaultAmiss = [...faults.values()].some(({ status }) => status === 'failed' || status === 'not-gone');
  return stop !== null && !isFaultAmiss && phases.every(({ name }) => name !== 'recovery')
    ? 'the run ended before the recovery phase'
    : 'recovery never began: not every fault was proven, and proven gone';
}

/** `outage_to_recovery` runs from the first `inject()` to the same recovery; what was never degraded had no outage. */
function sinceInject(found: Recovery, { kind }: RecoveryMetric, clockMs: number, state: RunState): Recovery {
  if (kind === 'recovery_time' || found.degraded === 'no') return found;
  const injected = [...state.faults.values()].flatMap(({ injectCalledAtMs }) => injectCalledAtMs ?? []);
  const before = clockMs - Math.min(clockMs, ...injected);
  const byMs = found.byMs === null ? null : found.byMs + before;
  const isOutageShown = found.degraded === 'yes' || (found.isShown && found.byMs !== 0);
  if (!isOutageShown) return { ...found, afterMs: 0, byMs, isShown: false };
  return { ...found, afterMs: found.byMs === 0 ? before : found.afterMs + before, byMs };
}

/** The SLOs that it goes by look at arrivals of their own; those that look at all, at what the recovery's `where` lets through. */
function conditionsOf({ load, spec }: PlannedSlo, metric: RecoveryMetric, state: RunState): RecoveryCondition[] {
  const where = spec.where ?? null;
  if (metric.condition !== null) return [{ expression: metric.condition, where }];
  const bare = state.header?.slos.filter((other) => other.load === load && other.spec.phase === null && decides(other.spec)) ?? [];
  return bare
    .map((other) => ({ expression: other.spec.expression, where: other.spec.where ?? where }))
    .filter(({ expression }) => isRateOrPercentile(expression));
}

function describeCondition({ expression, where }: RecoveryCondition): string {
  const options = formatSloOptions({ ...DEFAULT_SLO_OPTIONS, where });
  return `${formatSloExpression(expression)}${options && ` with ${options}`}`;
}

function rowOf(slo: PlannedSlo, found: Recovery, condition: string): SloRow {
  const { comparison, limit } = slo.spec.expression;
  const nRequired = slo.spec.minSamples ?? slo.requiredSamples;
  const holds = holdsOf(found, comparison, limit.value);
  const value = found.byMs === null || found.isShown ? found.byMs : found.afterMs;
  return {
    ...identity(slo),
    value,
    interval: found.byMs === null ? null : [found.afterMs, found.byMs],
    scope: 'run',
    confidence: null,
    statistic: 'plain',
    method: `${METHOD}; ${condition}`,
    methodName: found.n === 0 ? null : 'resolution',
    n: found.n,
    nEffective: found.n,
    nRequired,
    margin: marginOf(value, slo.spec.expression),
    censored: found.byMs === null,
    atLeast: found.byMs === null ? found.afterMs : null,
    verdict: found.n === 0 || (found.n < nRequired && holds !== false) ? 'inconclusive' : verdictOf(holds),
    note: noteOf(found, holds),
    beside: null,
  };
}

function holdsOf(found: Recovery, comparison: Comparison, limitMs: number): boolean | null {
  if (found.byMs === null) return holdsBeyond(found, comparison, limitMs);
  if (found.isShown) return holdsBetween(found.afterMs, found.byMs, comparison, limitMs);
  const atOnce = compare(found.afterMs, comparison, limitMs);
  return atOnce === compare(found.byMs, comparison, limitMs) ? atOnce : null;
}

/** A limit inside `(afterMs, byMs]` cannot be decided: the truth may lie on either side of it. */
function holdsBetween(afterMs: number, byMs: number, comparison: Comparison, limitMs: number): boolean | null {
  if (byMs === 0 || afterMs === byMs) return compare(byMs, comparison, limitMs);
  const byHolds = compare(byMs, comparison, limitMs);
  const isBeyond = afterMs >= limitMs;
  if (staysUnder(comparison)) return byHolds ? true : isBeyond ? false : null;
  return isBeyond ? true : byHolds ? null : false;
}

/** Never held: longer than what was watched, a fail where that is beyond the limit already. While a run is on, not even that. */
function holdsBeyond(found: Recovery, comparison: Comparison, limitMs: number): boolean | null {
  if (!found.finished || !found.isShown || found.afterMs < limitMs) return null;
  return !staysUnder(comparison);
}

const CHANCE = 'by no more than chance explains';

function noteOf(found: Recovery, holds: boolean | null): string | null {
  if (found.n === 0) return 'no samples';
  if (found.byMs === null && !found.finished) return 'not recovered yet';
  if (found.byMs === null)
    return found.isShown
      ? `not recovered within ${formatDuration(Math.round(found.afterMs))}`
      : `every window missed the condition, ${CHANCE}: a longer recovery phase or a longer hold would tell`;
  if (!found.isShown)
    return `the condition was missed until ${formatDuration(Math.round(found.byMs))}, ${CHANCE}: nothing shows that there was anything to recover from${
      holds === null ? ', and the limit lies before it; a longer hold would tell' : ''
    }`;
  if (found.byMs === 0 && found.degraded !== 'yes')
    return `not exercised: ${found.degraded === 'no' ? 'the condition held all through the fault' : `during the fault the condition was missed ${CHANCE}`}`;
  return holds === null ? 'the limit lies within the second in which it recovered' : null;
}
