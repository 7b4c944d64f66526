import { proportionInterval } from '../stats/proportion-interval.ts';
import { percentileRanks } from '../stats/order-statistics.ts';
import { measure } from './measure.ts';
import type { Measurement } from './measurement.ts';
import { timeAtRank } from './measure-latency.ts';
import { momentInterval } from './moment-evidence.ts';
import { momentOf } from './moment-metric.ts';
import { proportionOf } from './proportion.ts';
import type { Sample } from './sample.ts';
import type { Comparison, SloExpression, SpanMetric } from './slo-expression.ts';

/** A metric on one of the two phases that a change is between. */
export interface ChangeSide {
  readonly measured: Measurement;
  /** Of the value, at half the error; `null` where the metric has none. */
  readonly interval: readonly [number | null, number | null] | null;
}

/**
 * Drops are ours, not the system's: the side with each of them a failure, and, where there are any and it matters, with each of them a
 * success better than any that was seen.
 */
export function changeSides(
  metric: SpanMetric,
  comparison: Comparison,
  sample: Sample,
  confidence: number | null,
): readonly [ChangeSide, ...ChangeSide[]] {
  const asFailed = measureSide(metric, comparison, sample, confidence);
  if (sample.counts.dropped === 0 || !isJudgedTwice(metric)) return [asFailed];
  const { counts } = sample;
  const asOk = { ...sample, counts: { ...counts, ok: counts.ok + counts.dropped, dropped: 0 } };
  return [asFailed, measureSide(metric, comparison, asOk, confidence)];
}

/** The others are of answered requests, or count what was dropped itself. */
function isJudgedTwice({ kind }: SpanMetric): boolean {
  return kind === 'percentile' || kind === 'success_rate' || kind === 'error_rate';
}

function measureSide(metric: SpanMetric, comparison: Comparison, sample: Sample, confidence: number | null): ChangeSide {
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
): ChangeSide {
  const { counts } = sample;
  const n = counts.ok + counts.failed + counts.dropped;
  const rank = Math.ceil((metric.perTenThousand * n) / 10_000);
  const value = timeAtRank(bare, sample, n, rank);
  const censored = n > 0 && value === null;
  const measured = { n, value, censored, atLeast: censored ? sample.timeoutMs : null, holds: null, method: '', note: null };
  if (confidence === null || n === 0) return { measured, interval: null };
  const { low, high } = percentileRanks(metric.perTenThousand, n, half(confidence));
  // A low end among the failures is at least what they are held to; a high one is open.
  const atLeast = low > counts.ok ? sample.timeoutMs : timeAtRank(bare, sample, n, low);
  return { measured, interval: [atLeast, timeAtRank(bare, sample, n, high)] };
}

function half(confidence: number): number {
  return 1 - (1 - confidence) / 2;
}

/** Phases are not of one length: what can be told per second or as a share is. */
export function unitOf({ kind }: SpanMetric): 'ms' | 'ratio' | 'bytes_per_second' {
  if (kind === 'bytes') return 'bytes_per_second';
  return kind === 'percentile' || kind === 'mean' || kind === 'max' || kind === 'stddev' ? 'ms' : 'ratio';
}
