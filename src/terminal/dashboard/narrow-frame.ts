import { roleOf } from '../tone.ts';
import { cut, type Canvas } from './canvas.ts';
import { sloName } from './slo-panel.ts';
import type { DashboardView, SloView } from '../view/dashboard-view.ts';

/** For terminals under 60 columns: where the run is, and each SLO on two lines. */
export function narrowLines(view: DashboardView, canvas: Canvas): string[] {
  const width = Math.max(1, canvas.columns - 1);
  const { stage } = view;
  const lines = [
    cut(canvas, view.name, width, 'strong'),
    cut(
      canvas,
      stage.name === stage.left ? stage.name : `${stage.name} ${canvas.glyphs.separator} ${stage.left}`,
      width,
      roleOf(stage.tone),
    ),
    ...view.faults.filter((fault) => fault.injected).map((fault) => cut(canvas, `${fault.id}: ${fault.state}`, width, roleOf(fault.tone))),
    ...view.slos.flatMap((slo) => sloLines(slo, width, canvas)),
  ];
  return lines.slice(0, canvas.rows);
}

function sloLines(slo: SloView, width: number, canvas: Canvas): string[] {
  return [cut(canvas, sloName(slo), width), cut(canvas, `  ${slo.value}  ${slo.state} (${slo.where})`, width, roleOf(slo.tone))];
}
