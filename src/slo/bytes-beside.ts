import type { BesideRow } from '../report/report.ts';
import { effectiveSeconds } from '../stats/effective-seconds.ts';
import { jackknifeInterval } from '../stats/jackknife.ts';
import { compare } from './compare.ts';
import { LEAST_EFFECTIVE_SECONDS } from './evidence.ts';
import { resolved } from './measure-rate.ts';
import type { Sample } from './sample.ts';
import { medianSeries } from './second-series.ts';
import type { SloExpression } from './slo-expression.ts';
import { verdictOf } from './slo-row.ts';

/**
 * Bytes of this run are counted, and have no interval. What this state would give another day has one: ten batches of the bytes of each
 * second, t of 9 degrees of freedom (Conway, Management Science 9, 1963), as a share of `value`. `null` for any other metric, and where the
 * phase is too short for how slowly the system varies.
 */
export function bytesBeside(expression: SloExpression, sample: Sample, value: number | null, confidence: number): BesideRow | null {
  const { metric, comparison, limit } = expression;
  if (metric.kind !== 'bytes' || value === null || value === 0 || sample.seconds === null) return null;
  const worth = effectiveSeconds(medianSeries(sample));
  const seconds = sample.seconds.map(({ counts }) => ({ n: 1, sums: [counts.bodyBytes] }));
  const found = jackknifeInterval(seconds, (n, [sum = 0]) => sum / n, confidence, 0);
  if (found === null || worth < LEAST_EFFECTIVE_SECONDS) return null;
  const [low, high] = found.interval;
  const perSecond = (low + high) / 2;
  const interval = [Math.max(0, (value * low) / perSecond), (value * high) / perSecond] as const;
  const [atLow, atHigh] = [compare(interval[0], comparison, limit.value), compare(interval[1], comparison, limit.value)];
  return {
    scope: 'regime',
    interval,
    nEffective: Math.round((resolved(sample.counts) * worth) / seconds.length),
    method: 'bytes of response bodies in each second: ten batch means, t of 9 degrees of freedom',
    methodName: 'batch means',
    verdict: verdictOf(atLow === atHigh ? atLow : null),
  };
}
