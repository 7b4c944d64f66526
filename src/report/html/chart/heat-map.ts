import { HEAT_EDGES_US, ROWS_PER_DECADE } from '../../series/run-series.ts';
import type { LoadSeries } from '../../series/run-series.ts';
import type { ChartSpan } from './time-chart.ts';

/** Latencies over time: each cell is a span by a row of times, its strength how many of the span's requests took that long. */
export interface HeatMap {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly summary: string;
  /** Rows from here on, of `HEAT_EDGES_US`; edges in ms, one more than rows. */
  readonly edgesMs: readonly number[];
  readonly columns: readonly HeatColumn[];
}

export interface HeatColumn extends ChartSpan {
  /** By row, lowest first. */
  readonly counts: readonly number[];
  readonly failed: number;
  readonly total: number;
}

export function heatMap(load: LoadSeries, id: string): HeatMap | null {
  const used = load.bins.flatMap(({ heat }) => [heat.findIndex((count) => count > 0), heat.findLastIndex((count) => count > 0)]);
  const answered = used.filter((row) => row >= 0);
  if (answered.length === 0 && load.bins.every(({ failed, dropped }) => failed + dropped === 0)) return null;
  const rows = answered.length === 0 ? rowsBelow(load.timeoutMs) : answered;
  const low = rows.reduce((least, row) => Math.min(least, row), Infinity);
  const high = rows.reduce((most, row) => Math.max(most, row), 0);
  const what = load.model === 'open' ? 'response time' : 'service time';
  return {
    id,
    title: 'Latency heat map',
    note: `Where the requests of each moment lie, by ${what}; the darker, the more of that moment’s requests. Top row: failed or dropped.`,
    summary: answered.length === 0 ? 'No request succeeded.' : `Successful requests took between ${edge(low)} and ${edge(high + 1)} ms.`,
    edgesMs: HEAT_EDGES_US.slice(low, high + 2).map((us) => us / 1000),
    columns: load.bins.map(({ fromS, toS, heat, ok, failed, dropped }) => ({
      fromS,
      toS,
      counts: heat.slice(low, high + 1),
      failed: failed + dropped,
      total: ok + failed + dropped,
    })),
  };
}

/** Where nothing was answered: the decade below the timeout. */
function rowsBelow(timeoutMs: number): [low: number, high: number] {
  const high = Math.max(
    ROWS_PER_DECADE,
    HEAT_EDGES_US.findLastIndex((us) => us < timeoutMs * 1000),
  );
  return [high - ROWS_PER_DECADE + 1, high];
}

function edge(row: number): number {
  return Number(((HEAT_EDGES_US[row] ?? 0) / 1000).toPrecision(3));
}

/** At most `most` columns, neighbours added up. */
export function fewerColumns(columns: readonly HeatColumn[], most: number): readonly HeatColumn[] {
  if (columns.length <= most) return columns;
  const stretch = Math.ceil(columns.length / most);
  const groups = Map.groupBy(columns, (_, index) => Math.floor(index / stretch));
  return [...groups.values()].flatMap((group): HeatColumn[] => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    const counts = group.reduce<number[]>((sum, column) => {
      column.counts.forEach((count, row) => (sum[row] = (sum[row] ?? 0) + count));
      return sum;
    }, []);
    const total = (pick: (column: HeatColumn) => number): number => group.reduce((sum, column) => sum + pick(column), 0);
    return [{ fromS: first.fromS, toS: last.toS, counts, failed: total((one) => one.failed), total: total((one) => one.total) }];
  });
}
