import type { ContainerBin } from '../../events/container-series.ts';
import type { ContainerState } from '../../events/container-state.ts';
import type { RunState } from '../../events/run-state.ts';
import { containerLabel } from '../words/container-label.ts';
import type { ChartLine, ChartSpan, TimeChart } from './chart/time-chart.ts';
import { niceCeiling } from './chart/time-chart.ts';
import { valuesIn, withGaps } from './chart/with-gaps.ts';

/** As many as there are colours; the busiest, and all are in the table. */
const MOST_LINES = 6;
const COLOURS = [1, 3, 2, 4, 5, 6] as const;
const DASHES = ['', '7 3', '2 3', '8 3 2 3', '1 3', '4 2'];

/** CPU and memory of the stack's containers, in the bins that the load's charts have; none where nobody measured. */
export function containerCharts({ containers }: Pick<RunState, 'containers'>): TimeChart[] {
  const measured = [...containers.values()].filter(({ series }) => series.bins.some(({ fromS }) => fromS >= 0));
  if (measured.length === 0) return [];
  const spans = withGaps(spansOf(measured));
  return [
    chart('containers-cpu', 'CPU of the containers', 'cores', measured, spans, ({ cpuCores }) => Number(cpuCores.toPrecision(3))),
    chart('containers-memory', 'Memory of the containers', 'bytes', measured, spans, ({ memoryBytes }) => Math.round(memoryBytes)),
  ];
}

function chart(
  id: string,
  title: string,
  unit: 'cores' | 'bytes',
  containers: readonly ContainerState[],
  spans: readonly ChartSpan[],
  pick: (bin: ContainerBin) => number,
): TimeChart {
  const mostOf = ({ series }: ContainerState): number => series.bins.reduce((most, bin) => Math.max(most, pick(bin)), 0);
  const shown = containers.toSorted((a, b) => mostOf(b) - mostOf(a)).slice(0, MOST_LINES);
  const lines = shown.map(({ name, service, series }, index): ChartLine => ({
    label: containerLabel(name, service),
    colour: COLOURS[index] ?? 6,
    dash: DASHES[index] ?? '',
    fill: false,
    values: valuesIn(spans, series.bins, pick),
  }));
  const most = shown.reduce((max, container) => Math.max(max, mostOf(container)), 0);
  return {
    id,
    title,
    note:
      containers.length > MOST_LINES
        ? `The ${MOST_LINES} with the highest peak of ${containers.length}.`
        : 'A gap: the container did not run.',
    summary: shown.map(({ name, service }) => containerLabel(name, service)).join(', '),
    unit,
    scale: 'linear',
    min: 0,
    max: unit === 'bytes' ? niceMemory(most) : niceCeiling(Math.max(most, 0.05)),
    spans,
    lines,
    limits: [],
  };
}

/** Bytes by powers of two, so that an axis has whole MiB. */
function niceMemory(bytes: number): number {
  return niceCeiling(Math.max(bytes, 2 ** 20) / 2 ** 20) * 2 ** 20;
}

function spansOf(containers: readonly ContainerState[]): ChartSpan[] {
  const ends = new Map(containers.flatMap(({ series }) => series.bins.map(({ fromS, toS }) => [fromS, toS])));
  return [...ends]
    .filter(([fromS]) => fromS >= 0)
    .toSorted(([a], [b]) => a - b)
    .map(([fromS, toS]) => ({ fromS, toS }));
}
