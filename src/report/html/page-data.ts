import { escapeControls } from '../words/escape-controls.ts';
import type { HeatMap } from './chart/heat-map.ts';
import type { RunFrame } from './chart/run-frame.ts';
import type { ChartSpan, ChartValue, TimeChart } from './chart/time-chart.ts';
import type { PageCharts } from './page-charts.ts';

/** What the page's script draws from; its own reading of it is in `client/page-data.d.ts`. */
export function pageData(charts: PageCharts, frame: RunFrame): object {
  const all = [...charts.loads.flatMap((load) => load.charts), ...charts.containers, ...charts.generator];
  const spans = [...new Set(all.map((chart) => chart.spans))];
  return {
    frame,
    spans: spans.map(edges),
    charts: all.map((chart) => ({ ...headOf(chart), spans: spans.indexOf(chart.spans) })),
    heats: charts.loads.flatMap(({ heat }) => (heat === null ? [] : [heatData(heat)])),
    percentiles: charts.loads.flatMap(({ percentiles }) =>
      percentiles === null
        ? []
        : [
            {
              ...percentiles,
              shares: percentiles.shares.map(short),
              lines: percentiles.lines.map((line) => ({ ...line, values: line.values.map(value) })),
            },
          ],
    ),
  };
}

/** As text for a `<script type="application/json">`: nothing in it can end the element, or reorder what the script shows of it. */
export function inertJson(data: object): string {
  const text = JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? escapeControls(value) : value));
  return text.replaceAll(/[<>&]/gu, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

function headOf({ id, title, unit, scale, min, max, lines, limits }: TimeChart): object {
  return { id, title, unit, scale, min, max, limits, lines: lines.map((line) => ({ ...line, values: line.values.map(value) })) };
}

/** `"failed"` as −1: there are thousands of them. */
function value(value: ChartValue): number | null {
  return value === 'failed' ? -1 : value;
}

function edges(spans: readonly ChartSpan[]): object {
  return { from: spans.map(({ fromS }) => fromS), width: spans.map(({ fromS, toS }) => toS - fromS) };
}

/** Of each column the filled cells: row, share of 1,000, and so on. */
function heatData({ id, edgesMs, columns }: HeatMap): object {
  return {
    id,
    edgesMs: edgesMs.map(short),
    columns: columns.map(({ fromS, toS, counts, failed, total }) => [
      fromS,
      toS,
      total,
      failed,
      ...counts.flatMap((count, row) => (count === 0 ? [] : [row, count])),
    ]),
  };
}

function short(value: number): number {
  return Number(value.toPrecision(6));
}
