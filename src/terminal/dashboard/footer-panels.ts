import { formatOffset } from '../text/format-measure.ts';
import { contentWidth, cut, labelled, numberCell, titled, titledWidth, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView } from '../view/dashboard-view.ts';

const OFFSET = 8;

/** Is the load generator itself healthy? */
export function generatorLines(view: DashboardView, canvas: Canvas): string[] {
  return [titled(canvas, 'Generator', cut(canvas, view.generator.text, titledWidth(canvas), roleOf(view.generator.tone)))];
}

/** `rows` events, the newest last; `back` of the newest are scrolled away. */
export function eventLines(view: DashboardView, canvas: Canvas, rows: number, back = 0): string[] {
  const end = Math.max(Math.min(rows, view.events.length), view.events.length - back);
  return view.events.slice(Math.max(0, end - rows), end).map((event, index) => {
    const offset = numberCell(canvas, event.atMs === null ? '' : formatOffset(event.atMs), OFFSET, 'dim');
    const text = cut(canvas, event.text, contentWidth(canvas) - OFFSET - 2, roleOf(event.tone));
    return labelled(canvas, index === 0 ? 'Events' : '', `${offset}  ${text}`);
  });
}
