import { formatCount, formatMs, formatPerSecond } from '../text/format-measure.ts';
import { labelled, numberCell, READOUT, type Canvas } from './canvas.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { heatMap } from './heat-map.ts';
import { markFaults } from './mark-faults.ts';
import { paintRuns, type Cell } from './paint-runs.ts';
import { peakOf, sparkline } from './sparkline.ts';
import { columnOf, overColumns, type TimeAxis } from './time-axis.ts';
import { axisOf } from './timeline-panel.ts';

/** How many rows each chart gets; 0 leaves it out. */
export interface ChartRows {
  readonly p99: number;
  /** p95 and p50, a row each. */
  readonly lower: boolean;
  readonly heat: number;
  readonly sent: boolean;
}

/** The run so far under the phase bar, second by second. Failures get a row once there are any. */
export function seriesLines(view: DashboardView, canvas: Canvas, rows: ChartRows): string[] {
  const axis = axisOf(view, canvas);
  const lines = percentileLines(view, canvas, axis, 'p99', 'p99Us', rows.p99);
  if (rows.lower) {
    lines.push(...percentileLines(view, canvas, axis, 'p95', 'p95Us', 1), ...percentileLines(view, canvas, axis, 'p50', 'p50Us', 1));
  }
  if (rows.heat > 0) lines.push(...heatLines(view, canvas, axis, rows.heat));
  if (rows.sent) lines.push(...sentLines(view, canvas, axis));
  return [...lines, ...failedLines(view, canvas, axis)];
}

function percentileLines(
  view: DashboardView,
  canvas: Canvas,
  axis: TimeAxis,
  label: string,
  of: 'p50Us' | 'p95Us' | 'p99Us',
  rows: number,
): string[] {
  const { series } = view;
  const valueOf = (second: number): number | null => {
    const us = series.at(second)?.[of] ?? null;
    return us === null ? null : us / 1000;
  };
  const values = overColumns(axis, valueOf, view.nowMs);
  // A cold start would flatten the rest: the scale is that of the judged phases, once there are any.
  const judgedFrom = columnOf(axis, view.phases.find((phase) => phase.name === 'baseline')?.fromMs ?? 0);
  const peak = peakOf(values.slice(judgedFrom + 1)) || peakOf(values);
  const drawn = sparkline(values, rows, peak, canvas.glyphs);
  return drawn.map((cells, row) =>
    chartLine(view, canvas, axis, row === 0 ? label : '', cells, row === 0 && peak > 0 ? `peak ${formatMs(peak)}` : ''),
  );
}

function heatLines(view: DashboardView, canvas: Canvas, axis: TimeAxis, rows: number): string[] {
  return heatMap(view.series, axis, view.nowMs, rows, canvas.glyphs).map(({ floorMs, cells }, row) =>
    chartLine(view, canvas, axis, row === 0 ? 'heat' : '', cells, floorMs === 0 ? 'below' : `from ${formatMs(floorMs)}`),
  );
}

/** Against what was offered: a dip is load that was due and not sent. */
function sentLines(view: DashboardView, canvas: Canvas, axis: TimeAxis): string[] {
  const { series } = view;
  const sent = overColumns(axis, (second) => series.at(second)?.sent ?? null, view.nowMs);
  const offered = peakOf(overColumns(axis, (second) => series.at(second)?.offered ?? null, view.nowMs));
  const peak = Math.max(offered, peakOf(sent));
  return sparkline(sent, 1, peak, canvas.glyphs).map((cells) =>
    chartLine(view, canvas, axis, 'sent', cells, peak === 0 ? '' : `of ${formatPerSecond(peak)}`),
  );
}

function failedLines(view: DashboardView, canvas: Canvas, axis: TimeAxis): string[] {
  const { series } = view;
  const lost = (second: number): number => (series.at(second)?.failed ?? 0) + (series.at(second)?.dropped ?? 0);
  let total = 0;
  for (let second = 0; second < series.seconds; second += 1) total += lost(second);
  if (total === 0) return [];
  const failed = overColumns(axis, (second) => lost(second) || null, view.nowMs);
  return sparkline(failed, 1, peakOf(failed), canvas.glyphs, 'bad').map((cells) =>
    chartLine(view, canvas, axis, 'failed', cells, `${formatCount(total)} in all`),
  );
}

function chartLine(view: DashboardView, canvas: Canvas, axis: TimeAxis, label: string, cells: readonly Cell[], readout: string): string {
  const marked = paintRuns(markFaults(cells, view.faults, axis, canvas.glyphs), canvas.paint);
  return labelled(canvas, label, marked + numberCell(canvas, readout, READOUT, 'dim'));
}
