import type { ContainerRow, Report } from '../report.ts';
import { containerLabel } from '../words/container-label.ts';
import type { ChartLine, ChartSpan, TimeChart } from './chart/time-chart.ts';
import { niceCeiling } from './chart/time-chart.ts';

/** As many as there are colours; the busiest, and all are in the table. */
const MOST_LINES = 6;
const COLOURS = [1, 3, 2, 4, 5, 6] as const;
const DASHES = ['', '7 3', '2 3', '8 3 2 3', '1 3', '4 2'];

/** CPU and memory of the stack's containers; none where nobody measured. */
export function containerCharts({ containers }: Report): TimeChart[] {
  const measured = containers.filter(({ series }) => series.length > 0);
  if (measured.length === 0) return [];
  const spans = secondsOf(measured);
  return [
    chart('containers-cpu', 'CPU of the containers', 'cores', measured, spans, ({ cpuCores }) => Number(cpuCores.toPrecision(3))),
    chart('containers-memory', 'Memory of the containers', 'bytes', measured, spans, ({ memoryBytes }) => memoryBytes),
  ];
}

function chart(
  id: string,
  title: string,
  unit: 'cores' | 'bytes',
  containers: readonly ContainerRow[],
  spans: readonly ChartSpan[],
  pick: (measured: ContainerRow['series'][number]) => number,
): TimeChart {
  const mostOf = ({ series }: ContainerRow): number => series.reduce((most, one) => Math.max(most, pick(one)), 0);
  const shown = containers.toSorted((a, b) => mostOf(b) - mostOf(a)).slice(0, MOST_LINES);
  const lines = shown.map((container, index): ChartLine => {
    const bySecond = new Map(container.series.map((one) => [Math.floor(one.atMs / 1000), pick(one)]));
    return {
      label: containerLabel(container.name, container.service),
      colour: COLOURS[index] ?? 6,
      dash: DASHES[index] ?? '',
      fill: false,
      values: spans.map(({ fromS }) => bySecond.get(fromS) ?? null),
    };
  });
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

function secondsOf(containers: readonly ContainerRow[]): ChartSpan[] {
  const seconds = new Set(containers.flatMap(({ series }) => series.map(({ atMs }) => Math.floor(atMs / 1000))));
  return [...seconds]
    .filter((second) => second >= 0)
    .toSorted((a, b) => a - b)
    .map((second) => ({ fromS: second, toS: second + 1 }));
}
