import { roleOf } from '../tone.ts';
import { cut, type Canvas } from './canvas.ts';
import { cutList } from './cut-list.ts';
import { sloName, urgentFirst } from './slo-panel.ts';
import type { DashboardView, SloView } from '../view/dashboard-view.ts';

/** For narrow terminals: where the run is, and each SLO on two lines. */
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
  ];
  const rows = Math.max(0, canvas.rows - lines.length);
  const isCut = view.slos.length * 2 > rows;
  const { shown, rest } = cutList(isCut ? urgentFirst(view.slos) : view.slos, isCut ? Math.floor((rows + 1) / 2) : rows, 0, canvas);
  return [
    ...lines,
    ...shown.flatMap((slo) => sloLines(slo, width, canvas)),
    ...(rest === '' ? [] : [cut(canvas, rest, width, 'dim')]),
  ].slice(0, canvas.rows);
}

function sloLines(slo: SloView, width: number, canvas: Canvas): string[] {
  return [cut(canvas, sloName(slo), width), cut(canvas, `  ${slo.value}  ${slo.state} (${slo.where})`, width, roleOf(slo.tone))];
}
