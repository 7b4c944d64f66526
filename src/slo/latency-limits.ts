import type { LatencyLimit } from '../load/load-driver.ts';
import type { Comparison, LatencyMetric, SloExpression } from './slo-expression.ts';

/**
 * Every latency limit that a percentile or a maximum is judged on, conditions inside `recovery_time` included: the load engine
 * counts exactly how many arrivals are over each, since a histogram's buckets would blur it.
 */
export function latencyLimits(
  slos: readonly { readonly spec: { readonly expression: SloExpression } }[],
  stopConditions: readonly { readonly expression: SloExpression }[],
): LatencyLimit[] {
  const limits: LatencyLimit[] = [];
  for (const { expression } of [...slos.map((slo) => slo.spec), ...stopConditions]) {
    const limit = latencyLimitOf(conditionOf(expression));
    if (limit !== null && limitIndex(limits, limit) === null) limits.push(limit);
  }
  return limits;
}

/** `null` for what is not judged by counting arrivals over a latency. */
export function latencyLimitOf(expression: SloExpression): LatencyLimit | null {
  const { metric, comparison, limit } = expression;
  if (metric.kind !== 'percentile' && metric.kind !== 'max') return null;
  return latencyLimit(metric.of, comparison, limit.value);
}

/** Where the counts over `wanted` stand in every `over` array of the run; `null` where nobody counted them. */
export function limitIndex(limits: readonly LatencyLimit[], wanted: LatencyLimit): number | null {
  const index = limits.findIndex(
    (limit) => limit.of === wanted.of && limit.comparison === wanted.comparison && limit.limitUs === wanted.limitUs,
  );
  return index === -1 ? null : index;
}

/** "pN > L" is the contrary of "pN <= L": both are judged on how many are > L. */
function latencyLimit(of: LatencyMetric, comparison: Comparison, limitMs: number): LatencyLimit {
  const counted = comparison === '<' || comparison === '>=' ? '<' : '<=';
  return { of, comparison: counted, limitUs: Math.round(limitMs * 1000) };
}

function conditionOf(expression: SloExpression): SloExpression {
  const { metric } = expression;
  return (metric.kind === 'recovery_time' || metric.kind === 'outage_to_recovery') && metric.condition !== null
    ? metric.condition
    : expression;
}
