import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { proportionInterval } from '../stats/proportion-interval.ts';
import { percentileRanks } from '../stats/order-statistics.ts';
import type { SloRow } from '../report/report.ts';
import { compare, staysUnder } from './compare.ts';
import { measure } from './measure.ts';
import type { Measurement } from './measurement.ts';
import { timeAtRank } from './measure-latency.ts';
import { momentInterval } from './moment-evidence.ts';
import { momentOf } from './moment-metric.ts';
import { proportionOf } from './proportion.ts';
import { phaseSample } from './sample.ts';
import type { Sample, Standpoint } from './sample.ts';
import type { Comparison, SloExpression, SpanMetric } from './slo-expression.ts';
import { sloRow, undecidedRow, verdictOf } from './slo-row.ts';

interface Side {
  readonly measured: Measurement;
  /** Of the value; `null` where the metric has none. */
  readonly interval: readonly [number | null, number | null] | null;
}

/**
 * The phase's value ÷ the baseline's − 1. Where both have an interval, the change has the one that theirs allow, each at half the error
 * (Bonferroni), so that it covers at least what it says; else it is compared as it is.
 */
export function judgeChange(slo: PlannedSlo, metric: SpanMetric, state: RunState, load: LoadState, standpoint: Standpoint): SloRow {
  const { expression, confidence, where } = slo.spec;
  const { comparison, limit } = expression;
  const sideOf = (sample: Sample): Side => measureSide(metric, comparison, sample, confidence ?? null);
  const before = sideOf(phaseSample(state, load, 'baseline', standpoint, where));
  const after = sideOf(phaseSample(state, load, slo.phase, standpoint, where));
  const n = Math.min(before.measured.n, after.measured.n);
  const method = 'change of the value from the baseline’s, as a share of it';
  if (n === 0) return undecidedRow(slo, method, 'no samples');
  if (before.measured.value === null) return undecidedRow(slo, method, 'the baseline has no value to compare with');
  const from = before.measured.value;
  const to = after.measured.value;
  const atLeast = to === null && after.measured.censored ? (after.measured.atLeast ?? 0) / from - 1 : null;
  if (from === 0) return undecidedRow(slo, method, 'it was 0 in the baseline, and nothing is a share of that');
  if (to === null) {
    const holds = atLeast !== null && atLeast > limit.value ? !staysUnder(comparison) : null;
    return sloRow(slo, { n, value: null, censored: false, atLeast: null, holds, method, note: 'it falls among the failures' });
  }
  const value = to / from - 1;
  const plain = sloRow(slo, {
    n,
    value,
    censored: false,
    atLeast: null,
    holds: compare(value, comparison, limit.value),
    method: `${method}, compared as it is`,
    note: null,
  });
  if (before.interval === null || after.interval === null || confidence == null) return plain;
  const [low, high] = [ratio(after.interval[0], before.interval[1]), ratio(after.interval[1], before.interval[0])];
  const holds =
    high !== null && high < limit.value ? staysUnder(comparison) : low !== null && low > limit.value ? !staysUnder(comparison) : null;
  return {
    ...plain,
    statistic: 'interval',
    method: `${method}; the interval that those of both sides allow (Bonferroni)`,
    methodName: 'Bonferroni',
    confidence,
    interval: [low, high],
    verdict: plain.n < plain.nRequired && holds !== false ? 'inconclusive' : verdictOf(holds),
    note: holds === null ? 'too close to call: the limit lies inside the interval; more arrivals would decide it' : null,
  };
}

/** What the phase's own value is held to by it: the baseline's, and as much more as the limit allows. `null`: the baseline has none. */
export function limitBesideBaseline({ spec }: PlannedSlo, metric: SpanMetric, state: RunState, load: LoadState): SloExpression | null {
  const { comparison, limit } = spec.expression;
  const { value } = measureSide(metric, comparison, phaseSample(state, load, 'baseline', 'finished', spec.where), null).measured;
  return value === null ? null : { metric, comparison, limit: { value: value * (1 + limit.value), unit: unitOf(metric) } };
}

function ratio(to: number | null, from: number | null): number | null {
  return to === null || from === null || from === 0 ? null : to / from - 1;
}

function measureSide(metric: SpanMetric, comparison: Comparison, sample: Sample, confidence: number | null): Side {
  const bare: SloExpression = { metric, comparison, limit: { value: 0, unit: unitOf(metric) } };
  if (metric.kind === 'percentile') return percentileSide(bare, metric, sample, confidence);
  const measured = measure(bare, sample);
  const moment = momentOf(bare);
  if (moment !== null && confidence !== null) return { measured, interval: momentInterval(moment, sample, half(confidence)) };
  const share = proportionOf(bare, sample);
  if (share === null || confidence === null || share.n === 0) return { measured, interval: null };
  const [low, high] = proportionInterval(share.bad + share.dropped, share.n, half(confidence), share.limit.method);
  return { measured, interval: metric.kind === 'success_rate' ? [1 - high, 1 - low] : [low, high] };
}

/** Nobody counted the arrivals over a limit that is known only afterwards: the value is the histogram's, 0.1 % off at most. */
function percentileSide(
  bare: SloExpression,
  metric: Extract<SpanMetric, { kind: 'percentile' }>,
  sample: Sample,
  confidence: number | null,
): Side {
  const { counts } = sample;
  const n = counts.ok + counts.failed + counts.dropped;
  const rank = Math.ceil((metric.perTenThousand * n) / 10_000);
  const value = timeAtRank(bare, sample, n, rank);
  const censored = n > 0 && value === null;
  const measured = { n, value, censored, atLeast: censored ? sample.timeoutMs : null, holds: null, method: '', note: null };
  if (confidence === null || n === 0) return { measured, interval: null };
  const { low, high } = percentileRanks(metric.perTenThousand, n, half(confidence));
  return { measured, interval: [timeAtRank(bare, sample, n, low), timeAtRank(bare, sample, n, high)] };
}

function half(confidence: number): number {
  return 1 - (1 - confidence) / 2;
}

/** Phases are not of one length: what can be told per second or as a share is. */
function unitOf({ kind }: SpanMetric): 'ms' | 'ratio' | 'bytes_per_second' {
  if (kind === 'bytes') return 'bytes_per_second';
  return kind === 'percentile' || kind === 'mean' || kind === 'max' || kind === 'stddev' ? 'ms' : 'ratio';
}
