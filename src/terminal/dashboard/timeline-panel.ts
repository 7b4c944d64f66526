import { formatClock } from '../text/format-measure.ts';
import { contentWidth, labelled, numberCell, READOUT, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { faultMarks, phaseBar, phaseNames } from './phase-bar.ts';
import type { TimeAxis } from './time-axis.ts';

/** The axis that all rows over time share. */
export function axisOf(view: DashboardView, canvas: Canvas): TimeAxis {
  return { endMs: view.phases.at(-1)?.toMs ?? 0, width: Math.max(1, contentWidth(canvas) - READOUT) };
}

/** Names of the phases with the time left, their bar with the time gone, and where the faults are on it, in one line. */
export function timelineLines(view: DashboardView, canvas: Canvas): string[] {
  const marks = view.faults.length === 0 ? [] : [labelled(canvas, '', faultMarks(view.faults, axisOf(view, canvas), canvas))];
  return [...phaseLines(view, canvas), ...marks];
}

/** The same without the faults. */
export function phaseLines(view: DashboardView, canvas: Canvas): string[] {
  const axis = axisOf(view, canvas);
  const gone = view.nowMs < 0 ? '' : `${formatClock(Math.min(view.nowMs, axis.endMs))} of ${formatClock(axis.endMs)}`;
  const left = numberCell(canvas, view.stage.left, READOUT, roleOf(view.stage.tone));
  return [
    labelled(canvas, 'Phase', phaseNames(view.phases, axis, canvas) + left),
    labelled(canvas, '', phaseBar(view.phases, view.nowMs, axis, canvas) + numberCell(canvas, gone, READOUT, 'dim')),
  ];
}
