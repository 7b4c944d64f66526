import type { UiMode, UiState } from '../input/ui-state.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { GUTTER, type Canvas } from './canvas.ts';
import { endpointLines } from './endpoint-panel.ts';
import { faultLanes } from './fault-lanes.ts';
import { faultLines } from './fault-panel.ts';
import { eventLines, generatorLines } from './footer-panels.ts';
import { helpLines } from './help-panel.ts';
import { loadLines } from './load-panel.ts';
import { probeLines } from './probe-panel.ts';
import { seriesLines, type ChartRows } from './series-panel.ts';
import { sloPanel } from './slo-panel.ts';
import { stackLines } from './stack-panel.ts';
import { phaseLines, timelineLines } from './timeline-panel.ts';

/** Everything that a page may show. `rows` is what the panel gets; what it returns may be less. */
export interface PagePanel {
  readonly name: 'timeline' | 'charts' | 'faults' | 'load' | 'endpoints' | 'slos' | 'stack' | 'probes' | 'generator' | 'events' | 'help';
  /** For a box's border; in the gutter the panel says it itself. */
  readonly title: string;
  readonly wants: number;
  readonly least: number;
  readonly weight: number;
  readonly draw: (rows: number) => readonly string[];
}

const LONGEST_LABEL = 22;

interface PanelContext {
  readonly view: DashboardView;
  readonly ui: UiState;
  readonly mode: UiMode;
}

/** @param charts the rows of each chart @param lanes a line a fault in the timeline, in place of rows of their own */
export function pagePanel(
  name: PagePanel['name'],
  { view, ui, mode }: PanelContext,
  canvas: Canvas,
  charts: ChartRows,
  lanes: boolean,
): PagePanel {
  const preparing = view.nowMs < 0;
  // Rows over time have their labels on the left, also in a box.
  const timed = { ...canvas, gutter: lanes ? laneGutter(view) : GUTTER };
  switch (name) {
    case 'timeline': {
      const timeline = lanes ? [...phaseLines(view, timed), ...faultLanes(view, timed)] : timelineLines(view, timed);
      return fixed(name, 'Timeline', timeline, { least: Math.min(3, timeline.length), weight: 8 });
    }
    case 'charts': {
      const series = preparing ? [] : seriesLines(view, timed, charts);
      return fixed(name, 'Response time', series, { least: Math.min(series.length, charts.p99 + 1), weight: 3 });
    }
    case 'faults':
      return fixed(name, 'Faults', faultLines(view, canvas), { least: Math.min(3, view.faults.length), weight: 6 });
    case 'load': {
      const load = preparing ? [] : loadLines(view, canvas);
      return fixed(name, 'Load', load, { least: load.length, weight: 5 });
    }
    case 'endpoints':
      return {
        name,
        title: 'Endpoints',
        wants: preparing ? 0 : endpointLines(view, canvas).length,
        least: 2,
        weight: 4,
        draw: (rows) => endpointLines(view, canvas, rows, ui.page === 'load' ? ui.from : 0),
      };
    case 'slos': {
      const slos = sloPanel(view, canvas, ui.page === 'slos' ? ui.from : null);
      return { name, title: 'SLOs', ...slos, least: Math.min(5, slos.wants), weight: 7 };
    }
    case 'stack':
      return {
        name,
        title: 'Stack',
        wants: view.stack.length,
        // A row, and how many more there are.
        least: Math.min(2, view.stack.length),
        weight: 5,
        draw: (rows) => stackLines(view, canvas, rows, ui.page === 'stack' ? ui.from : 0),
      };
    case 'probes':
      return fixed(name, 'Probes', preparing ? [] : probeLines(view, canvas), { least: Math.min(2, view.probes.length), weight: 5.5 });
    case 'generator':
      return fixed(name, 'Load generator', generatorLines(view, canvas), { least: 1, weight: 4 });
    case 'events': {
      const rows = Math.min(view.events.length, Math.max(3, canvas.rows));
      return {
        name,
        title: 'Events',
        wants: rows,
        least: Math.min(2, rows),
        weight: 2,
        draw: (granted) => eventLines(view, canvas, granted, ui.back),
      };
    }
    case 'help':
      return fixed(name, 'Help', helpLines(mode, timed), { least: 1, weight: 5 });
    default:
      return name satisfies never;
  }
}

/** Wide enough for the names of most faults. */
function laneGutter({ faults }: DashboardView): number {
  return Math.max(GUTTER, ...faults.map(({ id }) => Math.min(LONGEST_LABEL, id.length + 2)));
}

/** A panel that shows its first lines where not all fit. */
function fixed(
  name: PagePanel['name'],
  title: string,
  lines: readonly string[],
  fit: { readonly least: number; readonly weight: number },
): PagePanel {
  return { name, title, wants: lines.length, ...fit, draw: (rows) => lines.slice(0, rows) };
}
