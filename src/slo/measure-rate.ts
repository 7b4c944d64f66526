import type { ArrivalCounts } from '../events/arrival-counts.ts';
import { compare } from './compare.ts';
import { judgedTwice, noData } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import type { Sample } from './sample.ts';
import { failuresOf } from './failures-of.ts';
import type { SloExpression, SloMetric } from './slo-expression.ts';

/** Arrivals that came to an end of their own: what we cut off is abandoned, and no failure. */
export function resolved(counts: ArrivalCounts): number {
  return counts.ok + counts.failed + counts.dropped;
}

/** A quotient of two integers is the double nearest to it, as is a limit such as 0.999: comparing them is exact. */
export function measureSuccess(
  expression: SloExpression,
  metric: Extract<SloMetric, { kind: 'success_rate' | 'error_rate' }>,
  counts: ArrivalCounts,
): Measurement {
  const method = `${metric.kind === 'success_rate' ? 'successes' : 'failures'} among all offered arrivals, compared as they are`;
  const n = resolved(counts);
  if (n === 0) return noData(method);
  const bad = failuresOf(counts, metric.kind === 'error_rate' ? metric.failure : null);
  const rate = (droppedFailed: boolean): number => {
    const failed = bad + (droppedFailed ? counts.dropped : 0);
    return (metric.kind === 'success_rate' ? n - failed : failed) / n;
  };
  const { comparison, limit } = expression;
  const judged = judgedTwice(counts.dropped, (droppedFailed) => compare(rate(droppedFailed), comparison, limit.value));
  return { n, value: rate(true), censored: false, atLeast: null, method, ...judged };
}

/** (failed + dropped) ÷ (offered × (1 − target)): 1 is all that the target allows. */
export function measureBudget(expression: SloExpression, target: number, counts: ArrivalCounts): Measurement {
  const method = 'failures among those that the target allows, compared as they are';
  const n = resolved(counts);
  if (n === 0) return noData(method);
  const spent = (droppedFailed: boolean): number => (counts.failed + (droppedFailed ? counts.dropped : 0)) / n / (1 - target);
  const { comparison, limit } = expression;
  const judged = judgedTwice(counts.dropped, (droppedFailed) => compare(spent(droppedFailed), comparison, limit.value));
  return { n, value: spent(true), censored: false, atLeast: null, method, ...judged };
}

/** Arrivals sent: of those offered, or per second of the span. */
export function measureAchieved(expression: SloExpression, sample: Sample): Measurement {
  const { comparison, limit } = expression;
  const { offered, sent } = sample.counts;
  const perSecond = limit.unit === 'per_second';
  const method = `arrivals sent ${perSecond ? 'per second' : 'of those offered'}: counted exactly, nothing is estimated`;
  if (offered === 0 || (perSecond && sample.spanMs <= 0)) return noData(method, 'nothing was offered');
  const value = perSecond ? (sent * 1000) / sample.spanMs : sent / offered;
  return { n: offered, value, censored: false, atLeast: null, holds: compare(value, comparison, limit.value), method, note: null };
}

export function measureDropped(expression: SloExpression, counts: ArrivalCounts): Measurement {
  const { comparison, limit } = expression;
  const method = `arrivals dropped${limit.unit === 'count' ? '' : ' of those offered'}: counted exactly, nothing is estimated`;
  if (counts.offered === 0) return noData(method, 'nothing was offered');
  const value = limit.unit === 'count' ? counts.dropped : counts.dropped / counts.offered;
  return { n: counts.offered, value, censored: false, atLeast: null, holds: compare(value, comparison, limit.value), method, note: null };
}

/** Bytes of response bodies: in all, or per second of the span. No arrivals are no data; arrivals without an answer brought none. */
export function measureBytes(expression: SloExpression, sample: Sample): Measurement {
  const { comparison, limit } = expression;
  const perSecond = limit.unit === 'bytes_per_second';
  const method = `bytes of response bodies${perSecond ? ' per second' : ''}: counted exactly, nothing is estimated`;
  const n = resolved(sample.counts);
  if (n === 0 || (perSecond && sample.spanMs <= 0)) return noData(method);
  const value = perSecond ? (sample.counts.bodyBytes * 1000) / sample.spanMs : sample.counts.bodyBytes;
  return { n, value, censored: false, atLeast: null, holds: compare(value, comparison, limit.value), method, note: null };
}
