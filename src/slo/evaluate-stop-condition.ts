import { addCounts, emptyCounts } from '../events/arrival-counts.ts';
import type { KnownSecond, LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { StopCondition } from '../manifest/experiment.ts';
import { evaluateProbeCondition } from './evaluate-probe-condition.ts';
import { isSilent } from './is-silent.ts';
import { measure } from './measure.ts';
import type { Measurement } from './measurement.ts';
import { countsSample } from './sample.ts';

/** Reports of a second come in a moment after its end. */
const SETTLE_MS = 500;

export interface StopEvaluation {
  /** True: the run stops now. It held on every second of the condition's `forMs`, on some load. */
  readonly breached: boolean;
  /** In the limit's unit, on all of those seconds; a percentile's is of the newest second; `null`: no data, or not kept. */
  readonly value: number | null;
}

/**
 * Looks at the last `forMs` (at least a second) of what had become known by `nowMs` of the timeline. No data is a breach, but not
 * before there could be any: the warm-up is never looked at, and silence counts only where the load had arrivals due, once the first of
 * them must have been answered or timed out, and has lasted for as long as ten arrivals take.
 */
export function evaluateStopCondition(condition: StopCondition, state: RunState, nowMs: number): StopEvaluation {
  const { metric } = condition.expression;
  if (metric.kind === 'probe') {
    const probe = state.probes.get(metric.name);
    const judgedFromMs = state.header?.timeline.baselineFromMs ?? 0;
    return probe === undefined ? { breached: false, value: null } : evaluateProbeCondition(condition, probe, judgedFromMs, nowMs);
  }
  let calm: StopEvaluation = { breached: false, value: null };
  for (const load of state.loads.values()) {
    const evaluation = onLoad(condition, state, load, nowMs);
    if (evaluation.breached) return evaluation;
    calm = calm.value === null ? evaluation : calm;
  }
  return calm;
}

function onLoad(condition: StopCondition, state: RunState, load: LoadState, nowMs: number): StopEvaluation {
  const judgedFromMs = state.header?.timeline.baselineFromMs ?? 0;
  const end = Math.floor((nowMs - SETTLE_MS) / 1000);
  const seconds = Math.max(1, Math.ceil(condition.forMs / 1000));
  if ((end - seconds) * 1000 < judgedFromMs) return { breached: false, value: null };
  const window = load.known.filter((known) => known.second >= end - seconds && known.second < end);
  const measured = window.map((known) => onSeconds(condition, state, load, [known])).filter((part) => part.n > 0);
  if (measured.length === 0) return { breached: isSilent(load, end, judgedFromMs, seconds), value: null };
  return {
    breached: measured.every((part) => part.holds === true),
    value: onSeconds(condition, state, load, window).value ?? newestPercentileMs(condition, window.at(-1)),
  };
}

/** Seconds without an outcome say nothing either way beside seconds that have some. */
function onSeconds(condition: StopCondition, state: RunState, load: LoadState, seconds: readonly KnownSecond[]): Measurement {
  const counts = emptyCounts();
  for (const known of seconds) addCounts(counts, known.counts);
  const pendingOver = seconds.at(-1)?.pendingOver ?? [];
  return measure(condition.expression, countsSample(state, load, { counts, spanMs: seconds.length * 1000, pendingOver }));
}

function newestPercentileMs(condition: StopCondition, newest: KnownSecond | undefined): number | null {
  const { metric } = condition.expression;
  if (metric.kind !== 'percentile' || metric.of !== 'response_time' || newest === undefined) return null;
  const kept: Readonly<Record<number, number | null>> = { 5000: newest.p50Us, 9500: newest.p95Us, 9900: newest.p99Us };
  const us = kept[metric.perTenThousand] ?? null;
  return us === null ? null : us / 1000;
}
