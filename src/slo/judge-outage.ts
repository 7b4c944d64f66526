import type { LoadState } from '../events/load-state.ts';
import { latestAtMs } from '../events/run-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { compare, staysUnder } from './compare.ts';
import type { Measurement } from './measurement.ts';
import { outagesIn, slotsOf, SLOT_MS } from './outage-slots.ts';
import type { Slot } from './outage-slots.ts';
import { phaseSample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';
import { sloRow, undecidedRow } from './slo-row.ts';

type OutageMetric = 'longest_outage' | 'time_to_first_failure';

const METHODS: Readonly<Record<OutageMetric, string>> = {
  longest_outage: 'from a failed arrival to the next ok one with no ok between, in slots of 50 ms, compared as it is',
  time_to_first_failure: 'from inject() to the first slot of 50 ms that begins three failures in a row, compared as it is',
};

interface Found {
  readonly valueMs: number | null;
  /** It had not ended, or had not come, when the watch was over: at least this long. */
  readonly atLeastMs: number | null;
  readonly note: string | null;
}

/** Outages that begin in the phase, to their end; drops judged once as failures and once as successes. */
export function judgeOutage(slo: PlannedSlo, metric: OutageMetric, state: RunState, load: LoadState): SloRow {
  const { expression } = slo.spec;
  const method = METHODS[metric];
  const { counts } = phaseSample(state, load, slo.phase, 'finished');
  const n = counts.ok + counts.failed + counts.dropped;
  if (n === 0) return undecidedRow(slo, method, 'no samples');
  const injectMs = firstInject(state);
  if (metric === 'time_to_first_failure' && injectMs === null) return undecidedRow(slo, method, 'nothing was injected');
  const find = (droppedFailed: boolean): Found => {
    const slots = slotsOf(load, droppedFailed);
    return metric === 'longest_outage' ? longestOutage(slo, slots, state) : firstFailure(slots, injectMs ?? 0, state);
  };
  const asFailed = find(true);
  const holds = holdsOf(expression, asFailed);
  const asOk = counts.dropped === 0 ? holds : holdsOf(expression, find(false));
  const dropsDecide = holds !== asOk;
  const measured: Measurement = {
    n,
    value: asFailed.valueMs,
    censored: asFailed.valueMs === null && asFailed.atLeastMs !== null,
    atLeast: asFailed.valueMs === null ? asFailed.atLeastMs : null,
    holds: dropsDecide ? null : holds,
    method,
    note: dropsDecide ? `the ${counts.dropped} dropped arrivals decide it` : asFailed.note,
  };
  const row = sloRow(slo, measured);
  const known = asFailed.valueMs;
  // An end within 50 ms: the arrivals' own times are not kept.
  return known === null || known === 0 ? row : { ...row, interval: [Math.max(0, known - SLOT_MS), known + SLOT_MS] };
}

function longestOutage({ phase }: PlannedSlo, slots: readonly Slot[], state: RunState): Found {
  const spans = state.phases.filter(({ name }) => name === phase || (phase === 'all' && name !== 'warmup'));
  const within = (ms: number): boolean => spans.some(({ fromMs, toMs }) => ms >= fromMs - SLOT_MS && ms < (toMs ?? Infinity));
  const outages = outagesIn(slots).filter(({ fromMs }) => within(fromMs));
  const endMs = slots.at(-1)?.atMs ?? 0;
  const lasted = ({ fromMs, toMs }: (typeof outages)[number]): number => (toMs ?? endMs + SLOT_MS) - fromMs;
  const longest = outages.reduce<(typeof outages)[number] | null>(
    (found, one) => (found === null || lasted(one) > lasted(found) ? one : found),
    null,
  );
  if (longest === null) return { valueMs: 0, atLeastMs: null, note: null };
  if (longest.toMs === null) return { valueMs: null, atLeastMs: lasted(longest), note: 'it had not ended when the run did' };
  return { valueMs: lasted(longest), atLeastMs: null, note: null };
}

function firstFailure(slots: readonly Slot[], injectMs: number, state: RunState): Found {
  const first = outagesIn(slots).find(({ fromMs, failures }) => fromMs + SLOT_MS > injectMs && failures >= 3);
  const endMs = state.phases.findLast(({ name }) => name !== 'warmup')?.toMs ?? latestAtMs(state);
  return first === undefined
    ? { valueMs: null, atLeastMs: Math.max(0, endMs - injectMs), note: 'none: no three failures in a row' }
    : { valueMs: Math.max(0, first.fromMs - injectMs), atLeastMs: null, note: null };
}

/** Of what is only known to be at least so long: beyond the limit already, or undecided. */
function holdsOf({ comparison, limit }: SloExpression, { valueMs, atLeastMs }: Found): boolean | null {
  if (valueMs !== null) return compare(valueMs, comparison, limit.value);
  if (atLeastMs === null || atLeastMs < limit.value) return null;
  return !staysUnder(comparison);
}

function firstInject(state: RunState): number | null {
  const times = [...state.faults.values()].flatMap(({ injectCalledAtMs }) => injectCalledAtMs ?? []);
  return times.length === 0 ? null : Math.min(...times);
}
