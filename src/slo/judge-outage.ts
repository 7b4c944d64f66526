import type { LoadState } from '../events/load-state.ts';
import { latestAtMs } from '../events/run-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { compare, staysUnder } from './compare.ts';
import { firstInject } from './first-inject.ts';
import type { Measurement } from './measurement.ts';
import { outagesIn, slotsOf, SLOT_MS } from './outage-slots.ts';
import type { Outage, Slot } from './outage-slots.ts';
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
  // An outage may reach beyond its phase, and our drops there may make its end as well as any in it.
  const { dropped } = phaseSample(state, load, 'all', 'finished').counts;
  const asOk = dropped === 0 ? holds : holdsOf(expression, find(false));
  const dropsDecide = holds !== asOk;
  const measured: Measurement = {
    n,
    value: asFailed.valueMs,
    censored: asFailed.valueMs === null && asFailed.atLeastMs !== null,
    atLeast: asFailed.valueMs === null ? asFailed.atLeastMs : null,
    holds: dropsDecide ? null : holds,
    method,
    note: dropsDecide ? `the ${dropped} dropped arrivals decide it` : asFailed.note,
  };
  const row = sloRow(slo, measured);
  const known = asFailed.valueMs;
  // An end within 50 ms: the arrivals' own times are not kept.
  return known === null || known === 0 ? row : { ...row, interval: [Math.max(0, known - SLOT_MS), known + SLOT_MS] };
}

/** Those that begin in the phase, and how long each lasted; one that had not ended, so far. */
export function outagesOf({ phase }: PlannedSlo, slots: readonly Slot[], state: RunState): (Outage & { readonly lastedMs: number })[] {
  const spans = state.phases.filter(({ name }) => name === phase || (phase === 'all' && name !== 'warmup'));
  const within = (ms: number): boolean => spans.some(({ fromMs, toMs }) => ms >= fromMs - SLOT_MS && ms < (toMs ?? Infinity));
  const endMs = slots.at(-1)?.atMs ?? 0;
  return outagesIn(slots)
    .filter(({ fromMs }) => within(fromMs))
    .map((outage) => ({ ...outage, lastedMs: (outage.toMs ?? endMs + SLOT_MS) - outage.fromMs }));
}

function longestOutage(slo: PlannedSlo, slots: readonly Slot[], state: RunState): Found {
  const outages = outagesOf(slo, slots, state);
  const longest = outages.reduce<(typeof outages)[number] | null>(
    (found, one) => (found === null || one.lastedMs > found.lastedMs ? one : found),
    null,
  );
  if (longest === null) return { valueMs: 0, atLeastMs: null, note: null };
  if (longest.toMs === null) return { valueMs: null, atLeastMs: longest.lastedMs, note: 'it had not ended when the run did' };
  const last = outages.at(-1);
  if (last?.toMs === null) return { valueMs: null, atLeastMs: longest.lastedMs, note: 'a later one had not ended when the run did' };
  return { valueMs: longest.lastedMs, atLeastMs: null, note: null };
}

/** Where the first three failures in a row begin that came with the injection or after it; `null`: there were none. */
export function firstFailureMs(slots: readonly Slot[], injectMs: number): number | null {
  const first = outagesIn(slots).find(({ fromMs, failures }) => fromMs + SLOT_MS > injectMs && failures >= 3);
  return first === undefined ? null : Math.max(injectMs, first.fromMs);
}

function firstFailure(slots: readonly Slot[], injectMs: number, state: RunState): Found {
  const first = firstFailureMs(slots, injectMs);
  const endMs = state.phases.findLast(({ name }) => name !== 'warmup')?.toMs ?? latestAtMs(state);
  return first === null
    ? { valueMs: null, atLeastMs: Math.max(0, endMs - injectMs), note: 'none: no three failures in a row' }
    : { valueMs: first - injectMs, atLeastMs: null, note: null };
}

/** Of what is only known to be at least so long: beyond the limit already, or undecided. */
function holdsOf({ comparison, limit }: SloExpression, { valueMs, atLeastMs }: Found): boolean | null {
  if (valueMs !== null) return compare(valueMs, comparison, limit.value);
  if (atLeastMs === null) return null;
  if (staysUnder(comparison)) return compare(atLeastMs, comparison, limit.value) ? null : false;
  return atLeastMs >= limit.value ? true : null;
}
