import type { RunStory } from '../story/run-story.ts';
import { heatMap } from './chart/heat-map.ts';
import type { HeatMap } from './chart/heat-map.ts';
import { percentilePlot } from './chart/percentile-plot.ts';
import type { PercentilePlot } from './chart/percentile-plot.ts';
import type { TimeChart } from './chart/time-chart.ts';
import { containerCharts } from './container-charts.ts';
import { generatorCharts } from './generator-charts.ts';
import { latencyLimitsOf } from './latency-limits-of.ts';
import { withEmptySeconds } from './with-empty-seconds.ts';
import { errorChart, inFlightChart, percentileChart, rateChart } from './load-charts.ts';

export interface LoadDrawings {
  readonly name: string;
  readonly charts: readonly TimeChart[];
  readonly heat: HeatMap | null;
  readonly percentiles: PercentilePlot | null;
}

/** Every chart of a page, made once: drawn as SVG, and handed to its script as data. */
export interface PageCharts {
  readonly loads: readonly LoadDrawings[];
  readonly containers: readonly TimeChart[];
  readonly generator: readonly TimeChart[];
}

export function pageCharts({ report, state, series }: RunStory): PageCharts {
  const endS = report.phases.reduce((end, { toMs }) => Math.max(end, toMs / 1000), 0) || Infinity;
  const loads = series.loads
    .filter(({ bins }) => bins.length > 0)
    .map((load, index) => {
      const id = (what: string): string => `load-${index + 1}-${what}`;
      const filled = { ...load, bins: withEmptySeconds(load.bins) };
      const known = state.loads.get(load.name);
      const charts = [
        percentileChart(filled, id('times'), report),
        rateChart(filled, id('rates'), endS),
        errorChart(filled, id('errors'), endS),
        inFlightChart(load, id('in-flight')),
      ];
      return {
        name: load.name,
        charts: charts.filter((chart) => chart !== null),
        heat: heatMap(load, id('heat')),
        percentiles: known === undefined ? null : percentilePlot(known, id('percentiles'), latencyLimitsOf(report, load.name)),
      };
    });
  return { loads, containers: containerCharts(state), generator: generatorCharts(series.generator) };
}
