import type { Report } from '../../report.ts';
import type { RunStory } from '../../story/run-story.ts';
import { drawHeatMap } from '../chart/draw-heat-map.ts';
import { drawPercentilePlot } from '../chart/draw-percentile-plot.ts';
import { drawTimeChart } from '../chart/draw-time-chart.ts';
import type { RunFrame } from '../chart/run-frame.ts';
import { html } from '../markup.ts';
import type { LoadDrawings } from '../page-charts.ts';
import { chartFigure } from './chart-figure.ts';
import { phasesTable } from './phases-table.ts';
import type { Section } from './section.ts';

/** One load: its phases in numbers, then its charts. */
export function loadSection({ report }: RunStory, drawings: LoadDrawings, index: number, frame: RunFrame): Section | null {
  const row = report.load.find(({ name }) => name === drawings.name);
  if (row === undefined || row.offered + row.sent === 0) return null;
  const { heat, percentiles } = drawings;
  return {
    id: `load-${index + 1}`,
    title: titleOf(report, row.name),
    body: html`${phasesTable(row, report)}
      <div class="charts">
        ${drawings.charts.map((chart) => chartFigure(chart, chart.lines, drawTimeChart(chart, frame)))}
        ${heat !== null && chartFigure(heat, [], drawHeatMap(heat, frame))}
        ${percentiles !== null && chartFigure(percentiles, percentiles.lines, drawPercentilePlot(percentiles))}
      </div>`,
  };
}

function titleOf({ load, faults }: Report, name: string): string {
  if (load.length > 1) return `Load: ${name}`;
  return faults.length > 0 ? 'Before, during, after' : 'The load';
}
