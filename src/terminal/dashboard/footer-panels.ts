import { formatOffset } from '../text/format-measure.ts';
import { contentWidth, cut, labelled, numberCell, titled, titledWidth, type Canvas } from './canvas.ts';
import { restLine } from './cut-list.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView } from '../view/dashboard-view.ts';

const OFFSET = 8;

/** Is the load generator itself healthy? */
export function generatorLines(view: DashboardView, canvas: Canvas): string[] {
  return [titled(canvas, 'Generator', cut(canvas, view.generator.text, titledWidth(canvas), roleOf(view.generator.tone)))];
}

/** `rows` events, the newest last; `back` of the newest are scrolled away, and the last row says how many newer ones there are. */
export function eventLines(view: DashboardView, canvas: Canvas, rows: number, back = 0): string[] {
  const { events } = view;
  const isBack = back > 0 && rows > 1 && events.length > rows;
  const room = isBack ? rows - 1 : rows;
  const end = isBack ? Math.max(Math.min(room, events.length), events.length - back) : events.length;
  const newer = isBack ? restLine(`${canvas.glyphs.ellipsis} ${events.length - end} newer`, canvas) : [];
  const lines = events.slice(Math.max(0, end - room), end).map((event, index) => {
    const offset = numberCell(canvas, event.atMs === null ? '' : formatOffset(event.atMs), OFFSET, 'dim');
    const text = cut(canvas, event.text, contentWidth(canvas) - OFFSET - 2, roleOf(event.tone));
    return labelled(canvas, index === 0 ? 'Events' : '', `${offset}  ${text}`);
  });
  return [...lines, ...newer];
}
