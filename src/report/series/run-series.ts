import type { Outcome } from './observed.ts';

/** A run over time: what its charts and tables of a time series show. Seconds are the timeline's. */
export interface RunSeries {
  readonly loads: readonly LoadSeries[];
  readonly generator: readonly GeneratorBin[];
}

export interface LoadSeries {
  readonly name: string;
  /** Of a closed load, `times` are service times: it has no schedule that a response could be late against. */
  readonly model: 'open' | 'closed';
  readonly timeoutMs: number;
  /** Ascending, without overlap: seconds, and of a run longer than an hour tens of seconds where no fault is near. */
  readonly bins: readonly LoadBin[];
}

/** The arrivals intended in `[fromS, toS)`. */
export interface LoadBin {
  readonly fromS: number;
  readonly toS: number;
  readonly offered: number;
  readonly sent: number;
  readonly completed: number;
  readonly dropped: number;
  readonly ok: number;
  readonly failed: number;
  /** By outcome: everything but ok, drops included. */
  readonly errors: ReadonlyMap<Outcome, number>;
  readonly times: BinTimes;
  /** Ok arrivals by time, in the rows of `HEAT_EDGES_US`; empty where there were none. */
  readonly heat: readonly number[];
  /** Most requests in flight that were seen; `null` where nobody looked. */
  readonly inFlight: number | null;
}

/** In ms. Percentiles over all arrivals of the bin, failures and drops above every success; of a closed load over all that was answered. */
export interface BinTimes {
  readonly p50: BinTime;
  readonly p90: BinTime;
  readonly p95: BinTime;
  readonly p99: BinTime;
  readonly 'p99.9': BinTime;
  /** Of all that were answered. */
  readonly max: BinTime;
}

/** `failed`: the percentile falls among the failures, above every time that was measured. `null`: no data. */
export type BinTime = number | 'failed' | null;

export const BIN_PERCENTILES = { p50: 5000, p90: 9000, p95: 9500, p99: 9900, 'p99.9': 9990 } as const;

export type BinPercentile = keyof typeof BIN_PERCENTILES;

/** All workers together. */
export interface GeneratorBin {
  readonly fromS: number;
  readonly toS: number;
  readonly due: number;
  /** Taken up more than 100 ms after the end of their second. */
  readonly late: number;
  /** CPU time of all workers, in cores; `null` where the platform does not tell. */
  readonly cpuCores: number | null;
  readonly eventLoopDelayMaxMs: number;
}

export const ROWS_PER_DECADE = 8;
const DECADES = 8;

/** Row n of a heat map holds times in `[edge n, edge n + 1)`: eight rows a decade, 10 µs to 1000 s, the last open upwards. */
export const HEAT_EDGES_US: readonly number[] = Array.from({ length: ROWS_PER_DECADE * DECADES + 1 }, (_, row) =>
  Math.round(10 * 10 ** (row / ROWS_PER_DECADE)),
);
