import type { Canvas } from './canvas.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { eventLines, generatorLines, keyLines, processLines } from './footer-panels.ts';
import { faultLines } from './fault-panel.ts';
import { headerLines } from './header-panel.ts';
import { loadLines } from './load-panel.ts';
import { narrowLines } from './narrow-frame.ts';
import { seriesLines } from './series-panel.ts';
import { sloLines } from './slo-panel.ts';
import { stackPanels, type Panel, type PlacedPanel } from './stack-panels.ts';
import { timelineLines } from './timeline-panel.ts';

const NARROW_COLUMNS = 60;
const TALL_ROWS = 32;
const VERY_TALL_ROWS = 50;

/** The whole dashboard as lines, each at most `columns` wide and at most `rows` of them. */
export function renderFrame(view: DashboardView, canvas: Canvas): PlacedPanel[] {
  if (canvas.columns < NARROW_COLUMNS) return [{ name: 'narrow', lines: narrowLines(view, canvas) }];
  return stackPanels(panelsOf(view, canvas), canvas.rows);
}

function panelsOf(view: DashboardView, canvas: Canvas): Panel[] {
  const preparing = view.nowMs < 0;
  const header = headerLines(view, canvas);
  const timeline = timelineLines(view, canvas);
  const series = preparing ? [] : seriesLines(view, canvas, chartRows(canvas.rows));
  const load = preparing ? [] : loadLines(view, canvas);
  const slos = sloLines(view, canvas);
  const eventRows = Math.min(view.events.length, Math.max(3, Math.floor(canvas.rows / 3)));
  return [
    block('header', header, { least: 1, weight: 9 }),
    block('timeline', timeline, { least: timeline.length, weight: 8, apart: true }),
    block('series', series, { least: series.length, weight: 3 }),
    block('faults', faultLines(view, canvas), { least: Math.min(3, view.faults.length), weight: 6, apart: true }),
    block('stack', preparing ? processLines(view, canvas) : [], { least: 1, weight: 5, apart: true }),
    block('load', load, { least: load.length, weight: 5, apart: true }),
    block('slos', slos, { least: Math.min(5, slos.length), weight: 7, apart: true }),
    block('generator', generatorLines(view, canvas), { least: 1, weight: 4, apart: true }),
    {
      ...block('events', [], { least: Math.min(2, eventRows), weight: 2 }),
      wants: eventRows,
      draw: (rows) => eventLines(view, canvas, rows),
    },
    block('keys', keyLines(view, canvas), { least: 1, weight: 1, apart: true }),
  ];
}

/** A panel that shows its first lines where not all fit. */
function block(
  name: string,
  lines: readonly string[],
  fit: { readonly least: number; readonly weight: number; readonly apart?: boolean },
): Panel {
  return { name, wants: lines.length, apart: false, ...fit, draw: (rows) => lines.slice(0, rows) };
}

function chartRows(rows: number): number {
  if (rows < TALL_ROWS) return 1;
  return rows < VERY_TALL_ROWS ? 4 : 8;
}
