import type { Report } from '../report.ts';
import { BIN_PERCENTILES } from '../series/run-series.ts';
import type { BinPercentile, LoadBin, LoadSeries } from '../series/run-series.ts';
import { logRange, niceCeiling } from './chart/time-chart.ts';
import type { ChartLine, ChartValue, TimeChart } from './chart/time-chart.ts';
import { valuesIn, withGaps } from './chart/with-gaps.ts';
import { latencyLimitsOf } from './latency-limits-of.ts';
import { msText, rateText } from './words.ts';

const PERCENTILE_LINES = [
  { name: 'p50', colour: 6, dash: '' },
  { name: 'p90', colour: 2, dash: '2 3' },
  { name: 'p95', colour: 1, dash: '7 3' },
  { name: 'p99', colour: 3, dash: '' },
  { name: 'p99.9', colour: 4, dash: '8 3 2 3' },
] as const;

const LEAST_RATE_S = 0.5;

/** @param endS where the load ended; the last bin reaches beyond it */
export function rateChart(load: LoadSeries, id: string, endS: number): TimeChart {
  const per = (pick: (bin: LoadBin) => number): number[] => perSecond(load.bins, endS, pick);
  const offered = per((bin) => bin.offered);
  const sent = per((bin) => bin.sent);
  const ok = per((bin) => bin.ok);
  const dropped = per((bin) => bin.dropped);
  const isOpen = load.model === 'open';
  const lines: ChartLine[] = [
    ...(isOpen ? [line('offered', 6, '7 3', offered)] : []),
    line('sent', 1, '', sent),
    { ...line('answered well', 2, '2 3', ok), fill: true },
    ...(isOpen ? [line('dropped', 4, '', dropped)] : []),
  ];
  return {
    id,
    title: isOpen ? 'Offered, achieved, dropped' : 'Requests per second',
    note: isOpen
      ? 'By intended send time. Arrivals keep their schedule whatever the system does; what cannot be sent is dropped and counted.'
      : 'A closed load: as fast as it is answered.',
    summary: `At most ${rateText(most(isOpen ? offered : sent))} ${isOpen ? 'offered' : 'sent'}, at least ${rateText(least(ok.slice(0, -1)))} answered well, at most ${rateText(most(dropped))} dropped.`,
    unit: 'per_second',
    scale: 'linear',
    min: 0,
    max: niceCeiling(most([...offered, ...sent]) * 1.05),
    spans: load.bins,
    lines,
    limits: [],
  };
}

/** Percentiles rank all arrivals of a bin, failures above every success. */
export function percentileChart(load: LoadSeries, id: string, report: Report): TimeChart {
  const lines = PERCENTILE_LINES.map(({ name, colour, dash }) =>
    line(
      name,
      colour,
      dash,
      load.bins.map(({ times }): ChartValue => (typeof times[name] === 'number' ? round(times[name]) : times[name])),
    ),
  );
  const limits = latencyLimitsOf(report, load.name).map(({ label, value }) => ({ label, value }));
  const values = lines.flatMap((one) => one.values);
  const times = values.filter((value) => typeof value === 'number');
  // A failure takes the timeout at least, and may be all that there is.
  const failures = values.includes('failed') ? [load.timeoutMs] : [];
  return {
    id,
    title: load.model === 'open' ? 'Response time' : 'Service time',
    note:
      load.model === 'open'
        ? 'From the intended send time. Percentiles rank every arrival of their second, failures above every success: ▲ at the top edge is a percentile among the failures.'
        : 'From the actual send time.',
    summary: peakSummary(load),
    unit: 'ms',
    scale: 'log',
    ...logRange([...times, ...failures, ...limits.map(({ value }) => value)]),
    spans: load.bins,
    lines,
    limits,
  };
}

export function inFlightChart(load: LoadSeries, id: string): TimeChart | null {
  const spans = withGaps(load.bins);
  const values = valuesIn(spans, load.bins, ({ inFlight }) => inFlight);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    id,
    title: 'In flight',
    note: 'Requests sent and not answered yet: how the backlog grows while the system stalls, and drains after.',
    summary: `At most ${most(known)} in flight.`,
    unit: 'count',
    scale: 'linear',
    min: 0,
    max: niceCeiling(most(known)),
    spans,
    lines: [{ ...line('in flight', 5, '', values), fill: true }],
    limits: [],
  };
}

/** `null`: nothing failed. */
export function errorChart(load: LoadSeries, id: string, endS: number): TimeChart | null {
  const kinds = new Map<string, number>();
  for (const { errors } of load.bins) for (const [kind, count] of errors) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  const commonest = [...kinds].filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a);
  if (commonest.length === 0) return null;
  const shown = commonest.slice(0, 5).map(([kind]) => kind);
  const rest = new Set(commonest.slice(5).map(([kind]) => kind));
  const colours = [4, 3, 5, 2, 1] as const;
  const dashes = ['', '7 3', '2 3', '8 3 2 3', '1 3'];
  const of = (test: (kind: string) => boolean): number[] =>
    perSecond(load.bins, endS, ({ errors }) => [...errors].reduce((sum, [kind, count]) => sum + (test(kind) ? count : 0), 0));
  const lines: ChartLine[] = shown.map((kind, index) => ({
    ...line(
      kind,
      colours[index] ?? 6,
      dashes[index] ?? '',
      of((one) => one === kind),
    ),
    fill: index === 0,
  }));
  if (rest.size > 0)
    lines.push(
      line(
        'other',
        6,
        '4 2',
        of((kind) => rest.has(kind)),
      ),
    );
  return {
    id,
    title: 'Failures by kind',
    note: 'By intended send time: a request that times out is counted in the second in which it should have been sent.',
    summary: commonest.map(([kind, count]) => `${count} ${kind}`).join(', '),
    unit: 'per_second',
    scale: 'linear',
    min: 0,
    max: niceCeiling(most(lines.flatMap(({ values }) => values.filter((value) => typeof value === 'number'))) * 1.05),
    spans: load.bins,
    lines,
    limits: [],
  };
}

function peakSummary(load: LoadSeries): string {
  const peak = (name: BinPercentile): string => {
    const values = load.bins.map(({ times }) => times[name]);
    if (values.includes('failed')) return 'among the failures at its worst';
    const numbers = values.filter((value) => typeof value === 'number');
    return numbers.length === 0 ? 'unknown' : `${msText(most(numbers))} at its worst`;
  };
  const names = Object.keys(BIN_PERCENTILES).filter((name): name is 'p50' | 'p99' => name === 'p50' || name === 'p99');
  return names.map((name) => `${name} ${peak(name)}`).join('; ');
}

function line(label: string, colour: ChartLine['colour'], dash: string, values: readonly ChartValue[]): ChartLine {
  return { label, colour, dash, fill: false, values };
}

function most(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}

function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((min, value) => Math.min(min, value), Infinity);
}

/** Four digits are more than a pixel shows. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** A load rarely ends with a second. What is left of the last one makes no rate of its own, so it counts with the bin before. */
function perSecond(bins: readonly LoadBin[], endS: number, pick: (bin: LoadBin) => number): number[] {
  return bins.map((bin, index) => {
    const width = Math.max(0, Math.min(bin.toS, endS) - bin.fromS);
    const before = width < LEAST_RATE_S ? bins[index - 1] : undefined;
    const [count, seconds] = before === undefined ? [pick(bin), width] : [pick(before) + pick(bin), before.toS - before.fromS + width];
    return seconds === 0 ? 0 : round(count / seconds);
  });
}
