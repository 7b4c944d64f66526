import type { RegimeInterval } from '../stats/batch-means.ts';
import { percentileRanks } from '../stats/order-statistics.ts';
import type { SloRow } from '../report/report.ts';
import { staysUnder } from './compare.ts';
import { timeAtRank } from './measure-latency.ts';
import type { Sample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';

/**
 * A percentile's interval in ms, between two of the times measured. `null` at an end: there is no such bound at this n, or it falls among
 * failures. Where the limit cuts the histogram's bucket of a bound, what is printed keeps to the side that was counted.
 */
export function percentileInterval(
  expression: SloExpression,
  sample: Sample,
  n: number,
  confidence: number,
  holds: boolean | null,
): SloRow['interval'] {
  const { metric } = expression;
  if (metric.kind !== 'percentile') return null;
  const { low, high } = percentileRanks(metric.perTenThousand, n, confidence);
  return between(expression, sample, n, low, high, holds);
}

/** The same ranks of an effective sample, stretched over the arrivals there were. */
export function regimePercentileInterval(
  expression: SloExpression,
  sample: Sample,
  n: number,
  { adjusted: worth }: RegimeInterval,
  confidence: number,
  holds: boolean | null,
): SloRow['interval'] {
  const { metric } = expression;
  if (metric.kind !== 'percentile') return null;
  const adjusted = Math.max(1, Math.floor(worth));
  const { low, high } = percentileRanks(metric.perTenThousand, adjusted, confidence);
  const stretch = n / adjusted;
  return between(expression, sample, n, Math.floor(low * stretch), high > adjusted ? n + 1 : Math.min(n, Math.ceil(high * stretch)), holds);
}

function between(
  expression: SloExpression,
  sample: Sample,
  n: number,
  lowRank: number,
  highRank: number,
  holds: boolean | null,
): SloRow['interval'] {
  const limit = expression.limit.value;
  const isUnder = holds === null ? null : holds === staysUnder(expression.comparison);
  const low = timeAtRank(expression, sample, n, lowRank);
  const high = timeAtRank(expression, sample, n, highRank);
  if (isUnder === true && high !== null) return [low, Math.min(high, limit)];
  if (isUnder === false && low !== null) return [Math.max(low, limit), high];
  return low === null && high === null ? null : [low, high];
}
