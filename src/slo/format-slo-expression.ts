import { formatByteRate } from '../units/byte-rate.ts';
import { formatByteSize } from '../units/byte-size.ts';
import { formatDuration } from '../units/duration.ts';
import { formatPercentage, formatSignedPercentage } from '../units/percentage.ts';
import { formatRate } from '../units/rate.ts';
import { DEFAULT_HOLD_MS } from './parse-recovery.ts';
import type { SloExpression, SloLimit, SloMetric } from './slo-expression.ts';

/** The canonical text; parsing it gives the same expression again. */
export function formatSloExpression(expression: SloExpression): string {
  return `${formatSloMetric(expression.metric)} ${expression.comparison} ${limitOf(expression)}`;
}

/** A change has a sign. */
function limitOf({ metric, limit }: SloExpression): string {
  return metric.kind === 'vs_baseline' ? formatSignedPercentage(limit.value) : formatSloLimit(limit);
}

export function formatSloMetric(metric: SloMetric): string {
  switch (metric.kind) {
    case 'percentile':
      return `p${metric.perTenThousand / 100}(${metric.of})`;
    case 'mean':
    case 'max':
    case 'stddev':
      return `${metric.kind}(${metric.of})`;
    case 'success_rate':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
    case 'time_to_first_failure':
    case 'longest_outage':
      return metric.kind;
    case 'error_rate':
      return metric.failure === null ? 'error_rate' : `error_rate(${metric.failure})`;
    case 'error_budget':
      return `error_budget(${formatPercentage(metric.target)})`;
    case 'probe':
      return `probe(${metric.name})`;
    case 'vs_baseline':
      return `${formatSloMetric(metric.of)} vs baseline`;
    case 'recovery_time':
    case 'outage_to_recovery': {
      const condition = metric.condition === null ? [] : [formatSloExpression(metric.condition)];
      const hold = metric.holdMs === DEFAULT_HOLD_MS ? [] : [`hold=${formatDuration(metric.holdMs)}`];
      const inside = [...condition, ...hold].join(', ');
      return inside === '' ? metric.kind : `${metric.kind}(${inside})`;
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
    case 'number':
      return plainNumber(limit.value);
    case 'bytes':
      return limit.value < 1 ? `${plainNumber(limit.value)}B` : formatByteSize(limit.value);
    case 'bytes_per_second':
      return limit.value < 1 ? `${plainNumber(limit.value)}B/s` : formatByteRate(limit.value);
    default:
      return limit.unit satisfies never;
  }
}

/** Never an exponent, which the parser does not read. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/u, '') : text;
}
