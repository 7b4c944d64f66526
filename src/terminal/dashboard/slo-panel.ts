import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import { displayWidth } from '../text/display-width.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, SloView } from '../view/dashboard-view.ts';

const WHERE = 9;
const VALUE = 10;
const MARGIN = 8;
const GAP = 2;
const STATE = 9;
/** Columns from which on a note is worth its beginning. */
const NOTE = 24;

/** Will it pass? A row an SLO: its limit, the phase it judges, its value now, how far inside the limit, and that in words. */
export function sloLines(view: DashboardView, canvas: Canvas): string[] {
  if (view.slos.length === 0) return [];
  const room = contentWidth(canvas) - WHERE - VALUE - MARGIN - 2 * GAP;
  const longest = Math.max(...view.slos.map((slo) => displayWidth(slo.expr)));
  const expr = Math.max(8, Math.min(longest + GAP, room - STATE));
  const state = Math.max(0, room - expr);
  const head =
    cell(canvas, 'limit', expr + GAP) +
    cell(canvas, 'phase', WHERE) +
    numberCell(canvas, 'now', VALUE) +
    numberCell(canvas, 'margin', MARGIN) +
    `${' '.repeat(GAP)}state`;
  return [
    labelled(canvas, 'SLOs', canvas.paint('dim', head)),
    ...view.slos.map((slo) => labelled(canvas, '', sloLine(slo, expr, state, canvas))),
  ];
}

function sloLine(slo: SloView, expr: number, state: number, canvas: Canvas): string {
  const gap = ' '.repeat(GAP);
  return (
    `${cell(canvas, slo.expr, expr)}${gap}` +
    cell(canvas, slo.where, WHERE, 'dim') +
    numberCell(canvas, slo.value, VALUE, 'strong') +
    numberCell(canvas, slo.margin, MARGIN, roleOf(slo.tone)) +
    `${gap}${cut(canvas, slo.note !== '' && state >= NOTE ? `${slo.state}: ${slo.note}` : slo.state, state, roleOf(slo.tone))}`
  );
}
