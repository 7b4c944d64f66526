import type { ProbeKind } from '../events/run-event.ts';
import type { PhaseTimings } from '../events/load-state.ts';
import type { PhaseName } from '../plan/phase.ts';

/** `report.json`, schema `shakedown.report/v1`: a published contract (DESIGN §4). Added to, never renamed. Times on the timeline, ms. */
export interface Report {
  readonly schema: 'shakedown.report/v1';
  readonly run: string;
  /** Whether the experiment was a manifest's, or made of the flags of `load`. */
  readonly source: 'manifest' | 'flags';
  readonly name: string;
  readonly hypothesis: string | null;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly reasons: readonly Reason[];
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly runFolder: string;
  readonly toolVersion: string;
  readonly node: string;
  readonly host: { readonly os: string; readonly cpus: number };
  /** That the stack’s containers lived on; `null`: it has none. */
  readonly engine: EngineRow | null;
  readonly manifestSha256: string;
  readonly git: string | null;
  readonly warnings: readonly string[];
  readonly phases: readonly PhaseRow[];
  readonly slos: readonly SloRow[];
  readonly load: readonly LoadRow[];
  readonly faults: readonly FaultRow[];
  /** Of a Docker stack; empty for any other. */
  readonly containers: readonly ContainerRow[];
  readonly probes: readonly ProbeRow[];
  readonly undo: { readonly complete: boolean; readonly leftovers: readonly Leftover[] };
  /** What somebody at the keyboard did to the run and said of it. */
  readonly operator: OperatorRow;
  readonly stop: { readonly by: string; readonly atMs: number; readonly message: string } | null;
  readonly generator: GeneratorRow;
}

/** A Docker engine: `id` is its `Info.ID`, which tells it from others whatever the way to it; `url` is that way. */
export interface EngineRow {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly url: string;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/**
 * In the order in which they decide where there are several (SEMANTICS, Precedence): an undo that is incomplete leaves an outage behind and
 * dominates all; a bug of ours makes everything after it untrustworthy; what cut the run short comes before what the run says.
 */
export const REASON_CODES = [
  'undo-incomplete',
  'internal-error',
  'interrupted',
  'unreachable',
  'component-lost',
  /** The run ended before it began, by something of the user's that it could not work with. */
  'refused',
  'stop-condition',
  /** It could not be asked any more, and stopped the run. */
  'probe-lost',
  'max-duration',
  'baseline-not-met',
  'fault-failed',
  'fault-unproven',
  'fault-lost',
  'fault-not-gone',
  'fault-not-exposed',
  'held-by-operator',
  'generator-limited',
  'worker-lost',
  'slo-failed',
  'slo-undecided',
  /** `load` without an SLO: a valid measurement, exit 0, and no pass. */
  'nothing-judged',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  readonly code: ReasonCode;
  readonly slo: string | null;
  readonly fault: string | null;
  readonly phase: PhaseName | 'all' | null;
  readonly atMs: number | null;
  readonly message: string;
}

export interface PhaseRow {
  readonly name: PhaseName;
  readonly fromMs: number;
  readonly toMs: number;
  readonly plannedMs: number;
  readonly cutShort: boolean;
}

/** How an interval is made, in a word; or why there is none. */
export type MethodName =
  | 'Clopper-Pearson'
  | 'Wilson'
  | 'Korn-Graubard'
  | 'Hall'
  | 'Bonett'
  | 'batch means'
  | 'jackknife'
  | 'Bonferroni'
  | 'exact'
  | 'none'
  | 'resolution'
  | 'plain';

export interface SloRow {
  readonly id: string;
  /** Canonical text of the expression. */
  readonly expr: string;
  /** `null`: it judges a probe. */
  readonly load: string | null;
  readonly phase: PhaseName | 'all';
  /** In `unit`; `null` when there is none, or when it falls among failures (`censored`). */
  readonly value: number | null;
  readonly unit: 'ms' | 'ratio' | 'per_second' | 'count' | 'number' | 'bytes' | 'bytes_per_second';
  /** In `unit`. `null` at an end: no bound there at this n, or it falls among failures. */
  readonly interval: readonly [number | null, number | null] | null;
  /** `run`: what users met in this phase of this run. `regime`: what this state of the system would show another day. */
  readonly scope: 'run' | 'regime';
  readonly statistic: 'interval' | 'plain';
  /** How it was judged, in words a statistician recognises. */
  readonly method: string;
  /**
   * `exact`: counted, nothing is estimated. `none`: it has no interval. `resolution`: a time, known to the second or slot. `plain`: compared
   * as it is, for none was asked for. `null`: nothing was measured.
   */
  readonly methodName: MethodName | null;
  readonly confidence: number | null;
  readonly n: number;
  readonly nEffective: number;
  readonly nRequired: number;
  readonly limit: number;
  /** How far inside its limit the value is, as a share of the limit; negative when over. */
  readonly margin: number | null;
  /** The percentile falls among failures and drops: it is at least `atLeast`. */
  readonly censored: boolean;
  readonly atLeast: number | null;
  readonly verdict: Verdict;
  /** Why it is not a pass, or what a reader must know of it (`not exercised`). */
  readonly note: string | null;
  /** The interval of the other scope, where there is enough to say; it decides nothing. */
  readonly beside: BesideRow | null;
  /** What else the SLO said, as `--slo` would (`where outcome=ok`); `null`: nothing. */
  readonly options: string | null;
  /** `warn`: its failure is told and decides nothing. */
  readonly onBreach: 'fail' | 'warn' | 'stop';
}

export interface BesideRow {
  readonly scope: 'run' | 'regime';
  readonly interval: SloRow['interval'];
  readonly nEffective: number;
  readonly method: string;
  readonly methodName: MethodName | null;
  /** What it would have been, judged on this scope. */
  readonly verdict: Verdict;
}

export interface LoadRow {
  readonly name: string;
  /** A closed load has no schedule, so its response times are all `null`: service time only. */
  readonly model: 'open' | 'closed';
  /** What sent it. */
  readonly engine: 'native' | 'autocannon';
  /** Of a closed load; `null` for an open one, whose connections grow on demand. */
  readonly connections: number | null;
  readonly offered: number;
  readonly sent: number;
  readonly completed: number;
  readonly dropped: number;
  readonly neverSent: number;
  readonly abandoned: number;
  readonly unanswered: number;
  readonly staleRetries: number;
  readonly connectionsOpened: number;
  readonly peakInFlight: number;
  /** The longest that a request may take; a percentile among the failures is at least that. */
  readonly timeoutMs: number;
  /** Over the judged phases; of each leg only the requests that went it. */
  readonly timingsMs: Readonly<Record<keyof PhaseTimings['legs'], TimeStatistics & { readonly count: number }>>;
  /** The judged phases together. */
  readonly whole: LoadStatistics;
  readonly phases: Readonly<Partial<Record<PhaseName, LoadStatistics>>>;
  readonly endpoints: readonly (LoadStatistics & { readonly endpoint: string })[];
}

export interface LoadStatistics {
  /** Arrivals offered. */
  readonly count: number;
  /** Of them ended well; `null` in a report that is older than this count. */
  readonly ok: number | null;
  readonly successRate: number | null;
  readonly errors: Readonly<Record<string, number>>;
  /** By error: why, as far as it is known. */
  readonly errorDetails: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly statusCodes: Readonly<Record<string, number>>;
  /** Of response bodies, as they came over the wire. */
  readonly bodyBytes: number;
  readonly responseTimeMs: ResponseTimeStatistics;
  readonly serviceTimeMs: TimeStatistics;
}

/** `null`: no data, or (percentiles of response time) among the failures. `mean` and `max` are over answered requests. */
export interface TimeStatistics {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly 'p99.9': number | null;
  readonly max: number | null;
}

/** Of a closed load, which has none, nothing is censored. */
export interface ResponseTimeStatistics extends TimeStatistics {
  /** Percentiles that are `null` fall among failures and drops: they are at least `atLeast`. */
  readonly censored: boolean;
  /** The timeout; `null` where none of them does. */
  readonly atLeast: number | null;
}

export interface ProbeRow {
  readonly name: string;
  readonly kind: ProbeKind;
  /** In words. */
  readonly asks: string;
  readonly expects: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** The judged phases together. */
  readonly whole: ProbeStatistics;
  readonly phases: Readonly<Partial<Record<PhaseName, ProbeStatistics>>>;
  readonly value: { readonly unit: string | null; readonly last: number | null; readonly min: number | null; readonly max: number | null };
  /** The first failures, of which there may be more. */
  readonly failures: readonly { readonly atMs: number; readonly message: string | null }[];
  readonly lost: { readonly atMs: number; readonly message: string } | null;
}

export interface ProbeStatistics {
  readonly count: number;
  readonly ok: number;
  /** `null`: not asked. */
  readonly successRate: number | null;
}

export interface FaultRow {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly drawn: readonly string[];
  readonly injectCalledAtMs: number | null;
  readonly provenAtMs: number | null;
  readonly undoCalledAtMs: number | null;
  readonly goneAtMs: number | null;
  readonly exposure: { readonly connections: number | null; readonly bytes: number; readonly share: number } | null;
  readonly proof: ProofRow | null;
  readonly gone: ProofRow | null;
  readonly error: string | null;
}

/** One container of the stack over the run; a recreated one goes on under the same name. */
export interface ContainerRow {
  readonly name: string;
  readonly id: string;
  readonly service: string | null;
  /** When the run ended. */
  readonly status: 'created' | 'running' | 'paused' | 'exited' | 'removed';
  readonly health: string | null;
  readonly exitCode: number | null;
  readonly deaths: number;
  readonly oomKills: number;
  readonly starts: number;
  readonly lifecycle: readonly {
    readonly atMs: number;
    readonly change: string;
    readonly exitCode: number | null;
    readonly health: string | null;
    readonly expected: boolean;
  }[];
  /** `null`: never measured. */
  readonly cpuCores: { readonly mean: number; readonly max: number } | null;
  readonly memoryBytes: { readonly mean: number; readonly max: number } | null;
  readonly memoryLimitBytes: number | null;
  /**
   * About one a second; fewer of a long run or of many containers, each then the mean until the next. At most some 7,000 in a report.
   * Bytes since the container’s start.
   */
  readonly series: readonly {
    readonly atMs: number;
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly receivedBytes: number;
    readonly sentBytes: number;
  }[];
}

export interface ProofRow {
  readonly proven: boolean;
  readonly what: string;
  readonly value: number | null;
  readonly unit: string | null;
}

export interface OperatorRow {
  /** `toMs` is `null` where the run ended while it was held. */
  readonly holds: readonly { readonly fromMs: number; readonly toMs: number | null }[];
  readonly notes: readonly { readonly atMs: number; readonly text: string }[];
}

export interface Leftover {
  readonly id: string;
  readonly describe: string;
  readonly manual: readonly string[];
}

export interface GeneratorRow {
  readonly dispatchLagMs: TailStatistics;
  readonly blockedMs: TailStatistics;
  readonly blockedByCapMs: TailStatistics;
  /** Least share of due arrivals that were taken up in any ten seconds. */
  readonly achievedRatio: number | null;
  readonly cpuCores: number | null;
  /** Of this machine's CPU over the judged phases, taken by its host (steal); `null` where unknown. */
  readonly stolen: StolenRow | null;
  readonly limited: boolean;
  readonly limitedBecause: readonly string[];
  readonly perWorker: readonly { readonly worker: number; readonly cpuCores: number | null; readonly eventLoopDelayMaxMs: number }[];
}

/** Shares, 0–1: over all seconds, and of the worst one. */
export interface StolenRow {
  readonly mean: number;
  readonly worstSecond: number;
}

export interface TailStatistics {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly 'p99.9': number | null;
  readonly max: number | null;
}
