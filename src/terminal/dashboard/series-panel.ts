import { formatCount, formatMs } from '../text/format-measure.ts';
import { labelled, numberCell, READOUT, type Canvas } from './canvas.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { peakOf, sparkline } from './sparkline.ts';
import { columnOf, overColumns } from './time-axis.ts';
import { axisOf } from './timeline-panel.ts';

/** The run so far under the phase bar, second by second: p99 in `rows` rows, failures in one once there are any. */
export function seriesLines(view: DashboardView, canvas: Canvas, rows: number): string[] {
  const axis = axisOf(view, canvas);
  const bySecond = new Map(view.seconds.map((second) => [second.second, second]));
  const p99 = overColumns(axis, (second) => bySecond.get(second)?.p99Ms ?? null, view.nowMs);
  // A cold start would flatten the rest: the scale is that of the judged phases, once there are any.
  const judgedFrom = columnOf(axis, view.phases.find((phase) => phase.name === 'baseline')?.fromMs ?? 0);
  const peak = peakOf(p99.slice(judgedFrom + 1)) || peakOf(p99);
  const lines = sparkline(p99, rows, peak, canvas.glyphs, canvas.paint).map((line, row) =>
    labelled(canvas, row === 0 ? 'p99' : '', line + (row === 0 ? readout(canvas, peak === 0 ? '' : `peak ${formatMs(peak)}`) : '')),
  );
  const failures = view.seconds.reduce((sum, second) => sum + second.failed, 0);
  if (failures === 0) return lines;
  const failed = overColumns(axis, (second) => bySecond.get(second)?.failed || null, view.nowMs);
  const painted = sparkline(failed, 1, peakOf(failed), canvas.glyphs, (_role, text) => canvas.paint('bad', text));
  return [...lines, labelled(canvas, 'Failed', painted.join('') + readout(canvas, `${formatCount(failures)} in all`))];
}

function readout(canvas: Canvas, text: string): string {
  return numberCell(canvas, text, READOUT, 'dim');
}
