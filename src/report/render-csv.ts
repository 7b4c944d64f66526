import { FAILURE_KINDS } from '../slo/slo-expression.ts';
import { phaseAt } from './series/phase-at.ts';
import type { BinTime, LoadBin, LoadSeries } from './series/run-series.ts';
import type { RunStory } from './story/run-story.ts';

const COLUMNS = ['load', 'from_s', 'to_s', 'phase', 'offered', 'sent', 'completed', 'dropped', 'ok', 'failed', 'in_flight'] as const;
const TIMES = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;

/** Always all of them, so that files of several runs can be put under one another. */
const ERRORS = FAILURE_KINDS.filter((kind) => kind !== 'connect');

/**
 * The time series as RFC 4180, one row for each load and bin, times on the timeline in seconds, percentiles in ms: empty without data,
 * `inf` where they fall among the failures.
 */
export function renderCsv({ report, series }: Pick<RunStory, 'report' | 'series'>): string {
  const head = [...COLUMNS, ...TIMES.map((name) => `${name}_ms`), ...ERRORS.map((name) => `error_${name}`)];
  const rows = series.loads.flatMap((load) => load.bins.map((bin) => row(load, bin, report.phases)));
  return [head, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function row(load: LoadSeries, bin: LoadBin, phases: RunStory['report']['phases']): (string | number | null)[] {
  return [
    load.name,
    bin.fromS,
    bin.toS,
    phaseAt(phases, bin.fromS, bin.toS),
    bin.offered,
    bin.sent,
    bin.completed,
    bin.dropped,
    bin.ok,
    bin.failed,
    bin.inFlight,
    ...TIMES.map((name) => timeCell(bin.times[name])),
    ...ERRORS.map((name) => bin.errors.get(name) ?? 0),
  ];
}

function timeCell(time: BinTime): string | number | null {
  return time === 'failed' ? 'inf' : time;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe, which makes it a text there. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const inert = /^[=+\-@\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
