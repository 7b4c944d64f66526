import type { LoadState } from '../events/load-state.ts';
import { latestAtMs } from '../events/run-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { formatDuration } from '../units/duration.ts';
import { compare, staysUnder } from './compare.ts';
import { formatSloExpression } from './format-slo-expression.ts';
import { measure } from './measure.ts';
import { isRateOrPercentile } from './rate-or-percentile.ts';
import { recoveryClock } from './recovery-clock.ts';
import { countsSample } from './sample.ts';
import { countsOfSeconds } from './second-windows.ts';
import type { SloFilter } from './slo-options.ts';
import type { Comparison, SloExpression, SloMetric } from './slo-expression.ts';
import { identity, marginOf, undecidedRow, verdictOf } from './slo-row.ts';

type RecoveryMetric = Extract<SloMetric, { kind: 'recovery_time' | 'outage_to_recovery' }>;

const METHOD = 'smallest t, in steps of 1 s, from which the condition holds on the aggregate of the arrivals of the hold time';

/** Recovery happened in `(afterMs, byMs]` from its clock; `byMs: null`: not within what was watched. */
interface Recovery {
  readonly afterMs: number;
  readonly byMs: number | null;
  readonly n: number;
  /** The condition failed on some window while the fault was in. */
  readonly degraded: boolean;
  readonly finished: boolean;
}

/**
 * SEMANTICS, "SLOs and the verdict": the aggregate over `hold`, not single seconds, since a healthy system's p99 is above its limit in
 * one second in a hundred. Windows begin at the clock itself and then at each second of the timeline.
 */
export function judgeRecovery(slo: PlannedSlo, metric: RecoveryMetric, state: RunState): SloRow {
  const load = slo.load === null ? undefined : state.loads.get(slo.load);
  const conditions = conditionsOf(slo, metric, state);
  const clockMs = recoveryClock(state);
  if (load === undefined) return undecidedRow(slo, METHOD, `there is no load \`${slo.load}\``);
  if (conditions.length === 0) return undecidedRow(slo, METHOD, 'no condition says what recovered means');
  if (clockMs === null) return undecidedRow(slo, METHOD, 'recovery never began: not every fault was proven, and proven gone');
  const found = sinceInject(findRecovery(state, load, conditions, metric.holdMs, clockMs, slo.spec.where ?? null), metric, clockMs, state);
  return rowOf(slo, found, `holds: ${conditions.map(formatSloExpression).join(' and ')}`);
}

/** `outage_to_recovery` runs from the first `inject()` to the same recovery; what was never degraded had no outage. */
function sinceInject(found: Recovery, { kind }: RecoveryMetric, clockMs: number, state: RunState): Recovery {
  if (kind === 'recovery_time' || !found.degraded) return found;
  const injected = [...state.faults.values()].flatMap(({ injectCalledAtMs }) => injectCalledAtMs ?? []);
  const before = clockMs - Math.min(clockMs, ...injected);
  const byMs = found.byMs === null ? null : found.byMs + before;
  return { ...found, afterMs: found.byMs === 0 ? before : found.afterMs + before, byMs };
}

function conditionsOf(slo: PlannedSlo, metric: RecoveryMetric, state: RunState): SloExpression[] {
  if (metric.condition !== null) return [metric.condition];
  const bare = state.header?.slos.filter((other) => other.load === slo.load && other.spec.phase === null) ?? [];
  return bare.map((other) => other.spec.expression).filter(isRateOrPercentile);
}

function findRecovery(
  state: RunState,
  load: LoadState,
  conditions: readonly SloExpression[],
  holdMs: number,
  clockMs: number,
  where: SloFilter | null,
): Recovery {
  const recovery = state.phases.find((phase) => phase.name === 'recovery');
  const finished = recovery !== undefined && recovery.toMs !== null;
  const endMs = recovery?.toMs ?? latestAtMs(state) - 1000;
  const holdSeconds = Math.ceil(holdMs / 1000);
  const firstSecond = Math.floor(clockMs / 1000);
  const holds = (fromSecond: number, seconds: number, sinceMs: number, fromMs: number): { met: boolean; n: number } => {
    const counts = countsOfSeconds(state, load, fromSecond, fromSecond + seconds, sinceMs, where);
    const sample = countsSample(state, load, { counts, spanMs: Math.min(endMs, (fromSecond + seconds) * 1000) - fromMs });
    return { met: conditions.every((condition) => measure(condition, sample).holds === true), n: counts.offered };
  };
  let n = 0;
  let lastMs = 0;
  for (let step = 0; ; step += 1) {
    // The first window begins within a second and so gets that part of it on top.
    const isFirst = step === 0;
    const fromSecond = firstSecond + step;
    const seconds = isFirst && clockMs % 1000 !== 0 ? holdSeconds + 1 : holdSeconds;
    const atMs = isFirst ? clockMs : fromSecond * 1000;
    // The run's end may cut the last window by less than a second: the clock seldom stands on a whole one.
    if (atMs + holdMs - endMs >= 1000) break;
    const window = holds(fromSecond, seconds, clockMs, atMs);
    n = Math.max(n, window.n);
    lastMs = atMs - clockMs;
    if (window.met) return { afterMs: Math.max(0, lastMs - 1000), byMs: lastMs, n: window.n, degraded: wasDegraded(), finished };
  }
  return { afterMs: lastMs, byMs: null, n, degraded: true, finished };

  /** Looks at the fault phase through the same windows, or as a whole where it is shorter than one. */
  function wasDegraded(): boolean {
    const fault = state.phases.find((phase) => phase.name === 'fault');
    if (fault === undefined) return false;
    const from = Math.floor(fault.fromMs / 1000);
    const to = Math.ceil((fault.toMs ?? clockMs) / 1000);
    for (let second = from; second === from || second + holdSeconds <= to; second += 1) {
      const seconds = Math.max(1, Math.min(holdSeconds, to - second));
      if (!holds(second, seconds, fault.fromMs, Math.max(second * 1000, fault.fromMs)).met) return true;
    }
    return false;
  }
}

function rowOf(slo: PlannedSlo, found: Recovery, condition: string): SloRow {
  const { comparison, limit } = slo.spec.expression;
  const nRequired = slo.spec.minSamples ?? slo.requiredSamples;
  const holds =
    found.byMs === null ? holdsBeyond(found, comparison, limit.value) : holdsBetween(found.afterMs, found.byMs, comparison, limit.value);
  return {
    ...identity(slo),
    value: found.byMs,
    interval: found.byMs === null ? null : [found.afterMs, found.byMs],
    scope: 'run',
    confidence: null,
    statistic: 'plain',
    method: `${METHOD}; ${condition}`,
    n: found.n,
    nEffective: found.n,
    nRequired,
    margin: marginOf(found.byMs, slo.spec.expression),
    censored: found.byMs === null,
    atLeast: found.byMs === null ? found.afterMs : null,
    verdict: found.n === 0 || (found.n < nRequired && holds !== false) ? 'inconclusive' : verdictOf(holds),
    note: noteOf(found, holds),
    beside: null,
  };
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
  if (!found.finished || found.afterMs < limitMs) return null;
  return !staysUnder(comparison);
}

function noteOf(found: Recovery, holds: boolean | null): string | null {
  if (found.n === 0) return 'no samples';
  if (found.byMs === null)
    return found.finished ? `not recovered within ${formatDuration(Math.round(found.afterMs))}` : 'not recovered yet';
  if (found.byMs === 0 && !found.degraded) return 'not exercised: the condition held all through the fault';
  return holds === null ? 'the limit lies within the second in which it recovered' : null;
}
