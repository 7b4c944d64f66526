import { staysUnder } from './compare.ts';
import { formatSloMetric } from './format-slo-expression.ts';
import { shareLimitOf } from './share-limit.ts';
import type { SloExpression } from './slo-expression.ts';

/** Whether nothing could ever meet both, on the same arrivals: one wants less than the other demands. */
export function contradict(a: SloExpression, b: SloExpression): boolean {
  return cannotBoth(a, b) || cannotBoth(b, a);
}

/** `a` bounds from above what `b` bounds from below, at or above it. */
function cannotBoth(a: SloExpression, b: SloExpression): boolean {
  const [few, many] = [failures(a), failures(b)];
  if (few !== null && many !== null)
    return (
      few.wantsFew &&
      !many.wantsFew &&
      few.allowedBad <= many.allowedBad &&
      !(isInclusive(a) && isInclusive(b) && few.allowedBad === many.allowedBad)
    );
  if (!staysUnder(a.comparison) || staysUnder(b.comparison) || a.limit.unit !== b.limit.unit || !isAtMost(b, a)) return false;
  return b.limit.value > a.limit.value || (b.limit.value === a.limit.value && !(isInclusive(a) && isInclusive(b)));
}

/** Every value of `low`'s metric is at most that of `high`'s: the same metric, or a lower percentile of the same times. */
function isAtMost({ metric: low }: SloExpression, { metric: high }: SloExpression): boolean {
  if (low.kind === 'percentile' && high.kind === 'percentile') return low.of === high.of && low.perTenThousand <= high.perTenThousand;
  return formatSloMetric(low) === formatSloMetric(high);
}

/** Success, errors of all kinds and the budget are one share, told in three ways. */
function failures(expression: SloExpression): ReturnType<typeof shareLimitOf> {
  const { metric } = expression;
  if (metric.kind === 'percentile' || (metric.kind === 'error_rate' && metric.failure !== null)) return null;
  return shareLimitOf(expression);
}

function isInclusive({ comparison }: SloExpression): boolean {
  return comparison === '<=' || comparison === '>=';
}
