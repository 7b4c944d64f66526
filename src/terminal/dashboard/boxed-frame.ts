import type { Page, UiMode, UiState } from '../input/ui-state.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { BOX_COLUMNS, BOX_ROWS, boxLines } from './box.ts';
import type { Canvas } from './canvas.ts';
import { pagePanel, type PagePanel } from './page-panels.ts';
import type { ChartRows } from './series-panel.ts';
import type { Panel } from './stack-panels.ts';

type PanelName = PagePanel['name'];

/** Panels that share a box, one under the other. */
type Box = readonly PanelName[];

/** Boxes beside each other, with their shares of the width. */
type Band = readonly (readonly [box: Box, share: number])[];

const PROBES: Band = [[['probes'], 1]];
const TIMELINE: Band = [[['timeline', 'charts'], 1]];
const LOAD: Box = ['load', 'generator'];
const WIDE_COLUMNS = 150;
const TALL_ROWS = 46;

/** From 100×34 on: panels in boxes, beside each other where there is room. */
export function boxedPanels(view: DashboardView, ui: UiState, mode: UiMode, canvas: Canvas): Panel[] {
  const page = ui.help ? 'help' : ui.page;
  const charts = chartRows(page, canvas);
  return bandsOf(page, view, canvas).flatMap((band, index) => bandPanel(band, index, page));

  function bandPanel(band: Band, index: number, of: Page | 'help'): Panel[] {
    const total = band.reduce((sum, [, share]) => sum + share, 0);
    let used = 0;
    const boxes = band.map(([names, share], at) => {
      const columns = at === band.length - 1 ? canvas.columns - used : Math.floor((canvas.columns * share) / total);
      used += columns;
      const inner = { ...canvas, columns: columns - BOX_COLUMNS + 1, gutter: 0 };
      const panels = names.map((name) => pagePanel(name, { view, ui, mode }, inner, charts, true));
      return { columns, parts: panels.filter((panel) => panel.wants > 0) };
    });
    const shown = boxes.filter(({ parts }) => parts.length > 0);
    if (shown.length === 0) return [];
    // A box whose neighbour has nothing to show takes its place.
    const spare = boxes.filter(({ parts }) => parts.length === 0).reduce((sum, { columns }) => sum + columns, 0);
    const height = (of: (part: PagePanel) => number): number =>
      Math.max(...shown.map(({ parts }) => parts.reduce((sum, part) => sum + of(part), 0))) + BOX_ROWS;
    const weights = shown.flatMap(({ parts }) => parts.map((part) => (part.name === of ? 8.5 : part.weight)));
    return [
      {
        name: `band ${index}`,
        // The log takes what nobody else wants.
        wants: band.some(([names]) => names.includes('events')) ? canvas.rows : height((part) => part.wants),
        least: height((part) => part.least),
        weight: Math.max(...weights),
        apart: false,
        draw: (rows) =>
          besideEachOther(shown.map(({ columns, parts }, at) => boxOf(parts, columns + (at === shown.length - 1 ? spare : 0), rows))),
      },
    ];
  }

  function boxOf(parts: readonly PagePanel[], columns: number, rows: number): readonly string[] {
    let left = rows - BOX_ROWS;
    const lines = parts.flatMap((part, index) => {
      const after = parts.slice(index + 1).reduce((sum, later) => sum + later.least, 0);
      const drawn = part.draw(Math.max(0, Math.min(part.wants, left - after)));
      left -= drawn.length;
      return drawn;
    });
    const [first] = parts;
    const note = first?.name === 'timeline' || first?.name === 'load' ? (view.filter ?? '') : '';
    return boxLines(first?.title ?? '', note, lines, rows, columns, canvas);
  }
}

function bandsOf(page: Page | 'help', view: DashboardView, { columns }: Canvas): readonly Band[] {
  const wide = columns >= WIDE_COLUMNS;
  const foot: Band = [
    [['stack'], 2],
    [['events'], 3],
  ];
  switch (page) {
    case 'overview': {
      if (view.nowMs < 0) return [TIMELINE, [[['slos'], 1]], foot];
      const middle: readonly Band[] = wide
        ? [
            [
              [LOAD, 1],
              [['slos'], 1],
            ],
          ]
        : [[[LOAD, 1]], [[['slos'], 1]]];
      return [TIMELINE, ...middle, PROBES, foot];
    }
    case 'load':
      return [TIMELINE, [[LOAD, 1]], [[['endpoints'], 1]]];
    case 'slos':
      return [[[['timeline'], 1]], [[['slos'], 1]], [[['faults'], 1]]];
    case 'stack':
      return [[[['timeline'], 1]], [[['stack'], 1]], PROBES, [[['events'], 1]]];
    case 'events':
      return [[[['timeline'], 1]], [[['events'], 1]]];
    case 'help':
      return [[[['help'], 1]]];
    default:
      return page satisfies never;
  }
}

function chartRows(page: Page | 'help', { rows }: Canvas): ChartRows {
  const tall = rows >= TALL_ROWS;
  if (page === 'load') return { p99: tall ? 8 : 4, lower: true, heat: tall ? 14 : 8, sent: true };
  return { p99: tall ? 6 : 3, lower: true, heat: tall ? 8 : 4, sent: true };
}

function besideEachOther(boxes: readonly (readonly string[])[]): string[] {
  const [first = []] = boxes;
  return first.map((_, row) => boxes.map((lines) => lines[row] ?? '').join(''));
}
