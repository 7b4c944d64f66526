import type { GeneratorBin } from '../series/run-series.ts';
import { niceCeiling } from './chart/time-chart.ts';
import type { TimeChart } from './chart/time-chart.ts';
import { valuesIn, withGaps } from './chart/with-gaps.ts';

export function generatorCharts(bins: readonly GeneratorBin[]): TimeChart[] {
  if (bins.length === 0) return [];
  const spans = withGaps(bins);
  const cores = valuesIn(spans, bins, ({ cpuCores }) => (cpuCores === null ? null : Number(cpuCores.toPrecision(3))));
  const pauses = valuesIn(spans, bins, ({ eventLoopDelayMaxMs }) => Number(eventLoopDelayMaxMs.toPrecision(3)));
  const most = (values: readonly (number | null)[]): number => values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  return [
    {
      id: 'generator-cpu',
      title: 'CPU of the workers',
      note: 'A worker near a whole core may send late.',
      summary: `At most ${most(cores)} cores.`,
      unit: 'cores',
      scale: 'linear',
      min: 0,
      max: niceCeiling(Math.max(most(cores), 0.1)),
      spans,
      lines: [{ label: 'cores', colour: 1, dash: '', fill: true, values: cores }],
      limits: [],
    },
    {
      id: 'generator-pauses',
      title: 'Longest pause of a worker',
      note: `How long a worker’s thread was held up at most. Arrivals taken up late: ${lateWords(bins)}.`,
      summary: `At most ${most(pauses)} ms.`,
      unit: 'ms',
      scale: 'linear',
      min: 0,
      max: niceCeiling(Math.max(most(pauses), 5)),
      spans,
      lines: [{ label: 'pause', colour: 5, dash: '', fill: false, values: pauses }],
      limits: [],
    },
  ];
}

/** Of a long run a bin is ten seconds wide: then its single seconds are taken together, too. */
function lateWords(bins: readonly GeneratorBin[]): string {
  const widthS = bins.reduce((width, { fromS, toS }) => Math.max(width, toS - fromS), 1);
  const parts = [...Map.groupBy(bins, ({ fromS }) => Math.floor(fromS / widthS)).values()];
  const most = parts.reduce(
    (max, part) =>
      Math.max(
        max,
        part.reduce((sum, { late }) => sum + late, 0),
      ),
    0,
  );
  return most === 0 ? 'none' : `at most ${most} in ${widthS === 1 ? 'a second' : `${widthS} seconds`}`;
}
