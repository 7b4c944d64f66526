import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, SloView } from './dashboard-view.ts';

const WHERE = 10;
const VALUE = 10;
const MARGIN = 8;

/** Will it pass?  One row an SLO: the limit, where it is judged, its value now, how far inside the limit, and that in words. */
export function sloLines(view: DashboardView, canvas: Canvas): string[] {
  if (view.slos.length === 0) return [];
  const state = Math.min(40, Math.max(9, Math.floor((contentWidth(canvas) - WHERE - VALUE - MARGIN) * 0.3)));
  const expr = Math.max(8, contentWidth(canvas) - WHERE - VALUE - MARGIN - state - 2);
  const head =
    cell(canvas, 'limit', expr) +
    cell(canvas, 'judged in', WHERE) +
    numberCell(canvas, 'now', VALUE) +
    numberCell(canvas, 'margin', MARGIN) +
    '  state';
  return [
    labelled(canvas, 'SLOs', canvas.paint('dim', head)),
    ...view.slos.map((slo) => labelled(canvas, '', sloLine(slo, expr, state, canvas))),
  ];
}

function sloLine(slo: SloView, expr: number, state: number, canvas: Canvas): string {
  return (
    cell(canvas, slo.expr, expr) +
    cell(canvas, slo.where, WHERE, 'dim') +
    numberCell(canvas, slo.value, VALUE, 'strong') +
    numberCell(canvas, slo.margin, MARGIN, roleOf(slo.tone)) +
    `  ${cut(canvas, slo.state, state, roleOf(slo.tone))}`
  );
}
