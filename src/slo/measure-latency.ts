import { allowedOver, rankOf } from '../stats/rank.ts';
import type { TimeHistogram } from '../stats/time-histogram.ts';
import { compare, staysUnder } from './compare.ts';
import { latencyLimitOf, limitIndex } from './latency-limits.ts';
import { resolved } from './measure-rate.ts';
import { judgedTwice, noData } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import type { Distributions, Sample } from './sample.ts';
import type { LatencyMetric, SloExpression, SloMetric } from './slo-expression.ts';

type PercentileMetric = Extract<SloMetric, { kind: 'percentile' }>;

/**
 * "pN < L" is the proportion it is: at most n − ⌈N·n⌉ of all offered arrivals may be over L, every failure and drop among them
 * (half the requests refused in 0.3 ms would otherwise improve p99). Two integers; the percentile itself is only printed.
 */
export function measurePercentile(expression: SloExpression, metric: PercentileMetric, sample: Sample): Measurement {
  const { counts } = sample;
  const method = 'share of all offered arrivals over the limit, failures and drops above every success, compared as counted';
  const index = indexOf(expression, sample);
  if (index === null) return noData(method, 'nobody counted the arrivals over this limit');
  const pending = sample.pendingOver[index] ?? 0;
  const n = resolved(counts) + pending;
  if (n === 0) return noData(method);
  const slow = (counts.over[index] ?? 0) + counts.failed + pending;
  const judged = judgedTwice(counts.dropped, (droppedFailed) => {
    const under = slow + (droppedFailed ? counts.dropped : 0) <= allowedOver(metric.perTenThousand, n);
    return staysUnder(expression.comparison) === under;
  });
  return { n, method, ...percentileOf(metric, sample, n, expression), ...judged };
}

/** The value at the rank, of ok arrivals; beyond the last of them it is at least the timeout that failures are held to. */
function percentileOf(
  metric: PercentileMetric,
  sample: Sample,
  n: number,
  expression: SloExpression,
): Pick<Measurement, 'value' | 'censored' | 'atLeast'> {
  if (rankOf(metric.perTenThousand, n) > sample.counts.ok) return { value: null, censored: true, atLeast: sample.timeoutMs };
  const { distributions } = sample;
  if (distributions === null) return { value: null, censored: false, atLeast: null };
  const ok = metric.of === 'response_time' ? distributions.okResponseTime : distributions.okServiceTime;
  // Service times arrive every ten seconds: while a run is on, fewer of them are known than of its arrivals.
  const us = ok.atRank(Math.min(ok.count, rankOf(metric.perTenThousand, n - sample.counts.ok + ok.count)));
  return { value: us === null ? null : onItsSide(us, ok, expression, sample, n, metric) / 1000, censored: false, atLeast: null };
}

/**
 * The counts say exactly on which side of the limit the percentile lies; where the limit cuts the histogram's bucket, the printed
 * value must not contradict them.
 */
function onItsSide(
  us: number,
  times: TimeHistogram,
  expression: SloExpression,
  sample: Sample,
  n: number,
  metric: PercentileMetric,
): number {
  const counted = latencyLimitOf(expression);
  const [lowest, highest] = times.bucketOf(us);
  if (counted === null || counted.limitUs < lowest || counted.limitUs > highest) return us;
  const { counts } = sample;
  const over = (counts.over[indexOf(expression, sample) ?? -1] ?? 0) + n - counts.ok;
  const isUnder = over <= allowedOver(metric.perTenThousand, n);
  if (counted.comparison === '<') return isUnder ? counted.limitUs - 1 : Math.max(us, counted.limitUs);
  return isUnder ? counted.limitUs : Math.max(us, counted.limitUs + 1);
}

/** The time at a rank of the `n` arrivals, in ms; `null` where there is none such, or where it falls among failures. */
export function timeAtRank({ metric }: SloExpression, sample: Sample, n: number, rank: number): number | null {
  const { distributions, counts } = sample;
  if (metric.kind !== 'percentile' || distributions === null || rank < 1 || rank > Math.min(n, counts.ok)) return null;
  const ok = metric.of === 'response_time' ? distributions.okResponseTime : distributions.okServiceTime;
  // Service times arrive every ten seconds: while a run is on, fewer of them are known than of its arrivals.
  const us = ok.atRank(Math.max(1, rank - Math.max(0, counts.ok - ok.count)));
  return us === null ? null : us / 1000;
}

/** Of answered requests: √(mean of squares − square of mean), to the histogram's bucket. */
export function measureStddev(expression: SloExpression, of: LatencyMetric, sample: Sample): Measurement {
  const method = 'standard deviation over answered requests, compared as it is';
  const answered = answeredTimes(of, sample);
  if (answered === null || answered.count === 0) return noData(method, 'no request was answered');
  const [first = 0, second = 0] = answered.powers;
  const mean = first / answered.count;
  const value = Math.sqrt(Math.max(0, second / answered.count - mean * mean)) / 1000;
  const holds = compare(value, expression.comparison, expression.limit.value);
  return { n: answered.count, value, censored: false, atLeast: null, holds, method, note: unansweredNote(sample) };
}

export function measureMean(expression: SloExpression, of: LatencyMetric, sample: Sample): Measurement {
  const method = 'mean over answered requests, compared as it is';
  const answered = answeredTimes(of, sample);
  if (answered === null || answered.count === 0) return noData(method, 'no request was answered');
  const value = answered.sumUs / answered.count / 1000;
  const holds = compare(value, expression.comparison, expression.limit.value);
  return { n: answered.count, value, censored: false, atLeast: null, holds, method, note: unansweredNote(sample) };
}

/** An unanswered request that is already over the limit has a maximum above it, whatever its answer. */
export function measureMax(expression: SloExpression, of: LatencyMetric, sample: Sample): Measurement {
  const method =
    'largest over answered requests, compared as it is: it has no interval, for what is rarer than the requests seen may be slower by any amount';
  const answered = answeredTimes(of, sample);
  const pending = sample.pendingOver[indexOf(expression, sample) ?? -1] ?? 0;
  const n = (answered?.count ?? 0) + pending;
  if (answered === null || n === 0) return noData(method, 'no request was answered');
  const { comparison, limit } = expression;
  const note = unansweredNote(sample);
  if (pending > 0) {
    return { n, value: null, censored: true, atLeast: limit.value, holds: !staysUnder(comparison), method, note };
  }
  const value = answered.maxUs / 1000;
  return { n, value, censored: false, atLeast: null, holds: compare(value, comparison, limit.value), method, note };
}

/** How many requests were answered, and how long they took. `null`: nobody kept it. */
export function answeredTimes(of: LatencyMetric, sample: Sample): Distributions['serviceTime'] | null {
  const { answered, answeredSumUs, answeredMaxUs, answeredPowers } = sample.counts;
  if (of === 'response_time') return { count: answered, sumUs: answeredSumUs, maxUs: answeredMaxUs, powers: answeredPowers };
  return sample.distributions === null ? null : sample.distributions.serviceTime;
}

function unansweredNote(sample: Sample): string | null {
  const { counts } = sample;
  const without = counts.ok + counts.failed - counts.answered;
  return without <= 0 ? null : `${without} arrivals had no answer and are not in it`;
}

function indexOf(expression: SloExpression, sample: Sample): number | null {
  const limit = latencyLimitOf(expression);
  return limit === null ? null : limitIndex(sample.limits, limit);
}
