import type { Page, UiMode, UiState } from '../input/ui-state.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import type { Canvas } from './canvas.ts';
import { pagePanel, type PagePanel } from './page-panels.ts';
import type { ChartRows } from './series-panel.ts';
import type { Panel } from './stack-panels.ts';

const OVERVIEW: readonly PagePanel['name'][] = ['timeline', 'charts', 'faults', 'load', 'slos', 'probes', 'generator', 'events'];
const PAGE_PANELS: Readonly<Record<Page | 'help', readonly PagePanel['name'][]>> = {
  overview: OVERVIEW,
  load: ['timeline', 'charts', 'load', 'endpoints', 'generator'],
  slos: ['timeline', 'slos', 'faults'],
  stack: ['timeline', 'stack', 'probes', 'generator', 'events'],
  events: ['timeline', 'events'],
  help: ['help'],
};

/** Labels in a gutter and no boxes: every row of a small terminal tells something. */
export function plainPanels(view: DashboardView, ui: UiState, mode: UiMode, canvas: Canvas): Panel[] {
  const page = ui.help ? 'help' : ui.page;
  const names = page === 'overview' && view.nowMs < 0 ? (['timeline', 'faults', 'stack', 'slos', 'events'] as const) : PAGE_PANELS[page];
  const charts = chartRows(page, canvas);
  return names.map((name) => {
    const { wants, least, weight, draw } = pagePanel(name, { view, ui, mode }, canvas, charts, false);
    // What the page is about gives way last.
    return { name, wants, least, draw, weight: name === page ? 8.5 : weight, apart: name !== 'charts' };
  });
}

function chartRows(page: Page | 'help', { rows }: Canvas): ChartRows {
  if (page !== 'load') return { p99: rows < 32 ? 1 : 4, lower: false, heat: 0, sent: false };
  return rows < 32 ? { p99: 2, lower: true, heat: 4, sent: true } : { p99: 4, lower: true, heat: 8, sent: true };
}
