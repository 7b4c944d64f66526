import type { SloRow } from '../report/report.ts';
import { formatMeasured } from './format-measured.ts';

/** A row's value for people: `612ms`, `≥ 2s` where it falls among failures, `none`. */
export function describeValue(row: Pick<SloRow, 'value' | 'unit' | 'limit' | 'censored' | 'atLeast'>): string {
  if (row.value !== null) return formatMeasured(row.value, row.unit, row.limit);
  return row.censored && row.atLeast !== null ? `≥ ${formatMeasured(row.atLeast, 'ms')}` : 'none';
}

/** Whose SLO it is: `p99(response_time) < 800ms on checkout in the fault phase`. */
export function describeRow(row: Pick<SloRow, 'expr' | 'load' | 'phase'>): string {
  return `${row.expr}${row.load === null ? '' : ` on ${row.load}`} in ${row.phase === 'all' ? 'the whole run' : `the ${row.phase} phase`}`;
}
