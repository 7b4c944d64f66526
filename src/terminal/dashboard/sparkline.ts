import type { Glyphs } from '../glyphs.ts';
import type { Role } from '../style.ts';
import type { Cell } from './paint-runs.ts';

/** Values of one column each; `Infinity` is a percentile that fell among failures. */
export type Series = readonly (number | null)[];

/** The greatest finite value; 0 when there is none. */
export function peakOf(series: Series): number {
  return series.reduce<number>((peak, value) => (value !== null && Number.isFinite(value) && value > peak ? value : peak), 0);
}

/** Rows of cells, top first, that draw the series as columns from zero to `peak`. Failures fill the height with a sign of their own. */
export function sparkline(series: Series, rows: number, peak: number, glyphs: Glyphs, role: Role = 'accent'): Cell[][] {
  const steps = glyphs.levels.length - 1;
  const heights = series.map((value) => heightOf(value, rows * steps, peak));
  return Array.from({ length: rows }, (_, row) => {
    const floor = (rows - 1 - row) * steps;
    return series.map((value, column): Cell => {
      if (value === Infinity) return { text: glyphs.failedLevel, role: 'bad' };
      const level = Math.min(steps, Math.max(0, (heights[column] ?? 0) - floor));
      return { text: glyphs.levels[level] ?? ' ', role: level === 0 ? null : role };
    });
  });
}

/** At least 1 where there is a value, so that a fast second differs from one without data. */
function heightOf(value: number | null, full: number, peak: number): number {
  if (value === null) return 0;
  return peak <= 0 ? 1 : Math.max(1, Math.min(full, Math.round((value / peak) * full)));
}
