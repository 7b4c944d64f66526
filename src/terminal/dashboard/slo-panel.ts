import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import { displayWidth } from '../text/display-width.ts';
import { formatCount } from '../text/format-measure.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, SloView } from '../view/dashboard-view.ts';

const WHERE = 9;
const VALUE = 10;
const MARGIN = 8;
const SAMPLES = 9;
const GAP = 2;
const STATE = 9;
/** Columns from which on a note is worth its beginning. */
const NOTE = 24;

interface Widths {
  readonly expr: number;
  /** 0 where there is none, or no room for it. */
  readonly interval: number;
  readonly samples: number;
  readonly state: number;
}

/** Will it pass? A row an SLO: its limit, the phase it judges, its value now with its interval, how far inside the limit, and that in words. */
export function sloLines(view: DashboardView, canvas: Canvas): string[] {
  if (view.slos.length === 0) return [];
  const widths = widthsOf(view.slos, canvas);
  const head =
    cell(canvas, 'limit', widths.expr + GAP) +
    cell(canvas, 'phase', WHERE) +
    numberCell(canvas, 'now', VALUE) +
    numberCell(canvas, '95 % interval', widths.interval) +
    numberCell(canvas, 'samples', widths.samples) +
    numberCell(canvas, 'margin', MARGIN) +
    `${' '.repeat(GAP)}state`;
  return [
    labelled(canvas, 'SLOs', canvas.paint('dim', head)),
    ...view.slos.map((slo) => labelled(canvas, '', sloLine(slo, widths, canvas))),
  ];
}

/** The limit comes first, then the state; the interval, then the samples take what these leave. */
function widthsOf(slos: readonly SloView[], canvas: Canvas): Widths {
  const room = contentWidth(canvas) - WHERE - VALUE - MARGIN - 2 * GAP;
  const longest = Math.max(...slos.map((slo) => displayWidth(canvas.clean(slo.expr)))) + GAP;
  const expr = Math.max(8, Math.min(longest, room - STATE));
  let left = room - expr;
  const take = (columns: number): number => {
    if (columns === 0 || left - columns < STATE + GAP) return 0;
    left -= columns;
    return columns;
  };
  const widest = Math.max(...slos.map((slo) => displayWidth(slo.interval)));
  const interval = take(widest === 0 ? 0 : Math.max(15, widest + GAP));
  const samples = take(SAMPLES);
  return { expr, interval, samples, state: Math.max(0, left) };
}

function sloLine(slo: SloView, { expr, interval, samples, state }: Widths, canvas: Canvas): string {
  const gap = ' '.repeat(GAP);
  return (
    `${cell(canvas, slo.expr, expr)}${gap}` +
    cell(canvas, slo.where, WHERE, 'dim') +
    numberCell(canvas, slo.value, VALUE, 'strong') +
    numberCell(canvas, slo.interval, interval, 'dim') +
    numberCell(canvas, slo.n === 0 ? '' : formatCount(slo.n), samples, 'dim') +
    numberCell(canvas, slo.margin, MARGIN, roleOf(slo.tone)) +
    `${gap}${cut(canvas, slo.note !== '' && state >= NOTE ? `${slo.state}: ${slo.note}` : slo.state, state, roleOf(slo.tone))}`
  );
}
