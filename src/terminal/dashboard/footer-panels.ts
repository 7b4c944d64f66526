import { formatOffset } from '../text/format-measure.ts';
import { contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView } from '../view/dashboard-view.ts';

const OFFSET = 8;

/** Is the load generator itself healthy? */
export function generatorLines(view: DashboardView, canvas: Canvas): string[] {
  return [labelled(canvas, 'Generator', cut(canvas, view.generator.text, contentWidth(canvas), roleOf(view.generator.tone)))];
}

/** The last `rows` events, the newest last. */
export function eventLines(view: DashboardView, canvas: Canvas, rows: number): string[] {
  return view.events.slice(-rows).map((event, index) => {
    const offset = numberCell(canvas, event.atMs === null ? '' : formatOffset(event.atMs), OFFSET, 'dim');
    const text = cut(canvas, event.text, contentWidth(canvas) - OFFSET - 2, roleOf(event.tone));
    return labelled(canvas, index === 0 ? 'Events' : '', `${offset}  ${text}`);
  });
}

/** What has been started, while there is no load to show yet. */
export function processLines(view: DashboardView, canvas: Canvas): string[] {
  const names = Math.min(30, Math.max(4, ...view.processes.map((process) => process.name.length)));
  return view.processes.map((process, index) => {
    const name = cut(canvas, process.name, names);
    const text = `${canvas.clean(process.name).padEnd(names).slice(name.length)}  ${cut(canvas, process.state, contentWidth(canvas) - names - 2, roleOf(process.tone))}`;
    return labelled(canvas, index === 0 ? 'Stack' : '', name + text);
  });
}

/** What the keys do now. */
export function keyLines(view: DashboardView, canvas: Canvas): string[] {
  const { paint } = canvas;
  const stopping = view.stage.name === 'stopping';
  const does = stopping ? 'again: skip the report, never the undo' : 'stop: undo every fault, then report';
  return [` ${paint('strong', 'q')} ${paint('dim', 'or')} ${paint('strong', 'Ctrl-C')} ${paint('dim', ` ${does}`)}`];
}
