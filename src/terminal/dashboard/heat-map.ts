import { heatFloorMs } from '../history/heat-edges.ts';
import type { Glyphs } from '../glyphs.ts';
import type { SeriesView } from '../view/dashboard-view.ts';
import type { Cell } from './paint-runs.ts';
import { columnSeconds, type TimeAxis } from './time-axis.ts';

/** A row of the heat map: the response times from `floorMs` up to the row above. */
export interface HeatRow {
  readonly floorMs: number;
  readonly cells: readonly Cell[];
}

/** Where the answers of each moment lie, slowest row first: a cell is the darker, the more of its column's answers are in it. */
export function heatMap(series: SeriesView, axis: TimeAxis, nowMs: number, rows: number, glyphs: Glyphs): HeatRow[] {
  const first = series.heat.findIndex((count) => count > 0);
  const last = series.heat.findLastIndex((count) => count > 0);
  if (first < 0) return [];
  const each = Math.max(1, Math.ceil((last - first + 1) / rows));
  const used = Math.ceil((last - first + 1) / each);
  const columns = columnSeconds(axis, nowMs).map(({ from, to }) => columnHeat(series, from, to));
  return Array.from({ length: used }, (_, row) => {
    const low = first + (used - 1 - row) * each;
    const cells = columns.map(({ counts, total }): Cell => {
      let here = 0;
      for (let bucket = low; bucket < low + each; bucket += 1) here += counts[bucket] ?? 0;
      return { text: glyphs.shades[shadeOf(here, total, glyphs.shades.length - 1)] ?? ' ', role: here > 0 ? 'accent' : null };
    });
    return { floorMs: heatFloorMs(low), cells };
  });
}

/** Square root, so that the few slow ones of p99 are still seen. */
function shadeOf(here: number, total: number, most: number): number {
  return here === 0 ? 0 : Math.max(1, Math.round(Math.sqrt(here / total) * most));
}

function columnHeat(series: SeriesView, from: number, to: number): { counts: readonly number[]; total: number } {
  const counts: number[] = [];
  let total = 0;
  for (let second = from; second <= to; second += 1) {
    series.at(second)?.heat?.forEach((count, bucket) => {
      counts[bucket] = (counts[bucket] ?? 0) + count;
      total += count;
    });
  }
  return { counts, total };
}
