import type { SloRow } from '../report/report.ts';
import { formatMeasured } from './format-measured.ts';

/** A row's value for people: `612ms`, `≥ 2s` where it falls among failures, `none`. */
export function describeValue(row: Pick<SloRow, 'value' | 'unit' | 'limit' | 'censored' | 'atLeast'>): string {
  if (row.value !== null) return formatMeasured(row.value, row.unit, row.limit);
  return row.censored && row.atLeast !== null ? `≥ ${formatMeasured(row.atLeast, 'ms')}` : 'none';
}

/** What came of a row, for a sentence about it: its value, or where it has none, as windows of a percentile have, what is known instead. */
export function describeOutcome(row: Pick<SloRow, 'value' | 'unit' | 'limit' | 'censored' | 'atLeast' | 'note'>): string {
  return row.value === null && !row.censored && row.note !== null ? row.note : describeValue(row);
}

/** A row's interval for people: `588ms – 641ms`; an end without a bound is open: `588ms – …`. `null` where there is none. */
export function describeInterval({ interval, unit, limit }: Pick<SloRow, 'interval' | 'unit' | 'limit'>): string | null {
  if (interval === null) return null;
  const [low, high] = interval.map((end) => (end === null ? '…' : formatMeasured(end, unit, limit)));
  return `${low} – ${high}`;
}

/** The SLO as it was asked for, options included: a percentile of the successes alone must not pass for one of all. */
export function describeSlo({ expr, options }: Pick<SloRow, 'expr' | 'options'>): string {
  return options === null ? expr : `${expr} with ${options}`;
}

/** Whose SLO it is: `p99(response_time) < 800ms on checkout in the fault phase`. */
export function describeRow(row: Pick<SloRow, 'expr' | 'load' | 'phase' | 'options'>): string {
  return `${describeSlo(row)}${row.load === null ? '' : ` on ${row.load}`} in ${row.phase === 'all' ? 'the whole run' : `the ${row.phase} phase`}`;
}
