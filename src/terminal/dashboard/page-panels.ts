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
import { sloLines } from './slo-panel.ts';
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
export function pagePanels(
  { view, ui, mode }: PanelContext,
  canvas: Canvas,
  charts: ChartRows,
  lanes: boolean,
): Record<PagePanel['name'], PagePanel> {
  const preparing = view.nowMs < 0;
  // Rows over time have their labels on the left, also in a box.
  const timed = { ...canvas, gutter: lanes ? laneGutter(view) : GUTTER };
  const timeline = lanes ? [...phaseLines(view, timed), ...faultLanes(view, timed)] : timelineLines(view, timed);
  const series = preparing ? [] : seriesLines(view, timed, charts);
  const load = preparing ? [] : loadLines(view, canvas);
  const slos = sloLines(view, canvas);
  const eventRows = Math.min(view.events.length, Math.max(3, canvas.rows));
  return {
    timeline: fixed('timeline', 'Timeline', timeline, { least: Math.min(3, timeline.length), weight: 8 }),
    charts: fixed('charts', 'Response time', series, { least: Math.min(series.length, charts.p99 + 1), weight: 3 }),
    faults: fixed('faults', 'Faults', faultLines(view, canvas), { least: Math.min(3, view.faults.length), weight: 6 }),
    load: fixed('load', 'Load', load, { least: load.length, weight: 5 }),
    endpoints: fixed('endpoints', 'Endpoints', preparing ? [] : endpointLines(view, canvas), { least: 2, weight: 4 }),
    slos: fixed('slos', 'SLOs', slos, { least: Math.min(5, slos.length), weight: 7 }),
    stack: fixed('stack', 'Stack', stackLines(view, canvas), { least: 1, weight: 5 }),
    probes: fixed('probes', 'Probes', preparing ? [] : probeLines(view, canvas), { least: Math.min(2, view.probes.length), weight: 5.5 }),
    generator: fixed('generator', 'Load generator', generatorLines(view, canvas), { least: 1, weight: 4 }),
    events: {
      name: 'events',
      title: 'Events',
      wants: eventRows,
      least: Math.min(2, eventRows),
      weight: 2,
      draw: (rows) => eventLines(view, canvas, rows, ui.back),
    },
    help: fixed('help', 'Help', helpLines(mode, timed), { least: 1, weight: 5 }),
  };
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
