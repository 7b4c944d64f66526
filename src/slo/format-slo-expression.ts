import { formatDuration } from '../units/duration.ts';
import { formatPercentage } from '../units/percentage.ts';
import { formatRate } from '../units/rate.ts';
import { DEFAULT_HOLD_MS } from './parse-slo-expression.ts';
import type { SloExpression, SloLimit, SloMetric } from './slo-expression.ts';

/** The canonical text; parsing it gives the same expression again. */
export function formatSloExpression(expression: SloExpression): string {
  return `${formatSloMetric(expression.metric)} ${expression.comparison} ${formatSloLimit(expression.limit)}`;
}

export function formatSloMetric(metric: SloMetric): string {
  switch (metric.kind) {
    case 'percentile':
      return `p${metric.perTenThousand / 100}(${metric.of})`;
    case 'mean':
    case 'max':
      return `${metric.kind}(${metric.of})`;
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
      return metric.kind;
    case 'recovery_time': {
      const condition = metric.condition === null ? [] : [formatSloExpression(metric.condition)];
      const hold = metric.holdMs === DEFAULT_HOLD_MS ? [] : [`hold=${formatDuration(metric.holdMs)}`];
      const inside = [...condition, ...hold].join(', ');
      return inside === '' ? 'recovery_time' : `recovery_time(${inside})`;
    }
    default:
      return metric satisfies never;
  }
}

export function formatSloLimit(limit: SloLimit): string {
  switch (limit.unit) {
    case 'ms':
      return formatDuration(limit.value);
    case 'ratio':
      return formatPercentage(limit.value);
    case 'per_second':
      return formatRate(limit.value);
    case 'count':
      return String(limit.value);
    default:
      return limit.unit satisfies never;
  }
}
