import { unitAt } from '../../random/unit-at.ts';
import type { DataRow, DataTable } from './data-table.ts';

/** The row that arrival number `arrival` gets, by nothing but its number and the seed; `null`: `unique` has none left. */
export function pickRow({ rows, order }: Pick<DataTable, 'rows' | 'order'>, arrival: number, seed: number): DataRow | null {
  switch (order) {
    case 'sequential':
      return rows[arrival % rows.length] ?? null;
    case 'random':
      return rows[Math.floor(unitAt(seed, arrival) * rows.length)] ?? null;
    case 'unique':
      return rows[arrival] ?? null;
    default:
      return order satisfies never;
  }
}
