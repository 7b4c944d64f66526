import type { ArrivalSpec, ClosedEngine, DataSpec, ExchangeSpec, ScenarioSpec } from '../manifest/load-spec.ts';
import type { TransportSpec } from '../manifest/transport-spec.ts';
import type { PhaseName } from '../plan/phase.ts';
import type { Comparison, LatencyMetric } from '../slo/slo-expression.ts';

/** How an arrival failed. `connect-*` before a connection stood or when it was reset. */
export const FAILURES = [
  'status',
  'check',
  'connect-refused',
  'connect-reset',
  'connect-timeout',
  'connect-dns',
  'connect-tls',
  'timeout',
  'malformed',
  'stale',
] as const;

/** How an arrival ended (SEMANTICS, Requests). `notReached` is of a flow's step, never of an arrival: the flow ended before it. */
export const OUTCOMES = ['ok', ...FAILURES, 'dropped', 'notReached'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** A latency limit that some SLO or stop condition names: the engine counts exactly how many ok arrivals are over it. */
export interface LatencyLimit {
  readonly of: LatencyMetric;
  /** Over `< L` and `>= L` is ≥ L; over `<= L` and `> L` is > L. `latencyLimits()` names only `<` and `<=`. */
  readonly comparison: Comparison;
  readonly limitUs: number;
}

/** An open load: arrivals by a schedule. */
export interface LoadEntry {
  readonly name: string;
  readonly arrivals: ArrivalSpec;
  /** From the timeline's zero to where the schedule begins. */
  readonly startAfterMs: number;
  /** `{{service.url}}` and its kin resolved; what data files and earlier steps fill in is not. */
  readonly scenario: ScenarioSpec;
  readonly data: readonly DataSpec[];
  readonly transport: TransportSpec;
  /** Arrivals: a flow counts once. */
  readonly maxInFlight: number;
  /** Of each origin; arrivals beyond it wait for one, and the wait is booked as our own cap's. Absent: as many as may be in flight. */
  readonly maxConnections?: number;
  readonly seed: number;
}

/** A closed load: connections as fast as the system lets them. */
export interface ClosedLoadEntry {
  readonly name: string;
  readonly connections: number;
  /** Requests in all; `null`: until the end. */
  readonly amount: number | null;
  readonly engine: ClosedEngine;
  /** Nothing in it is left to fill in, and no answer is looked into: what asks for that, a closed load's manifest does not have. */
  readonly exchange: Omit<ExchangeSpec, 'checks'>;
  readonly transport: TransportSpec;
}

export interface LoadPlan {
  readonly run: string;
  readonly userAgent: string;
  readonly entries: readonly LoadEntry[];
  readonly closed: readonly ClosedLoadEntry[];
  /** `over` arrays are indexed by this. */
  readonly limits: readonly LatencyLimit[];
  /** Of a host whose ports may move while the load runs. */
  readonly movedPorts?: PortTable;
}

/** Shared with the workers: by the port that an entry names, the one that it has now; 0: the same. */
export interface PortTable {
  readonly host: string;
  readonly table: SharedArrayBuffer;
}

/** Counts of arrivals of one (load, worker, phase, intended second); additive, and may arrive in several parts. */
export interface LoadDelta {
  readonly load: string;
  readonly worker: number;
  readonly phase: PhaseName;
  /** Of the intended send time, from the timeline's zero. */
  readonly second: number;
  /** offered = sent + dropped + neverSent. */
  readonly offered: number;
  readonly sent: number;
  /** Our doing: never sent, or held up by a cap of ours until it had too little of its time left. */
  readonly dropped: number;
  /** Taken up, but failed or was cut off before a byte was sent. */
  readonly neverSent: number;
  /** sent = completed + unanswered + abandoned. */
  readonly completed: number;
  readonly unanswered: number;
  readonly abandoned: number;
  readonly staleRetries: number;
  /** Twenty slots of 50 ms by intended time. */
  readonly slots: { readonly ok: readonly number[]; readonly failed: readonly number[]; readonly dropped: readonly number[] };
  /** Of arrivals: a flow is one, under its entry's name. */
  readonly cells: readonly OutcomeCell[];
  /** Of a flow's requests, by their own intended times: not part of any count above. Absent where arrivals are requests. */
  readonly steps?: readonly OutcomeCell[];
}

/** Response times (completed − intended) of one endpoint and outcome within a delta. */
export interface OutcomeCell {
  readonly endpoint: string;
  readonly outcome: Outcome;
  readonly count: number;
  readonly sumUs: number;
  readonly maxUs: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  /** Why, finer than the outcome: where a timeout struck, what TLS said, how a response was malformed. Absent: nothing to add. */
  readonly details?: Readonly<Record<string, number>>;
  /** Of the bodies of the responses, as they came over the wire, also of answers that were cut off. Absent in records from before it was counted. */
  readonly bodyBytes?: number;
  /** Per limit: how many of `count` are over it; zeros unless the outcome is ok. */
  readonly over: readonly number[];
  /** hdr-histogram V2, base64, µs, 3 digits; `null` for outcomes without an answer. */
  readonly histogram: string | null;
  /** The same on completed − dispatched, less the wait under caps of ours: whether a latency SLO failed by the system's doing or by the generator's. */
  readonly fromDispatch: { readonly sumUs: number; readonly maxUs: number; readonly over: readonly number[] };
}

/**
 * The legs of a request's way. `blocked`: from dispatch until it had a connection, without connecting itself (waiting, look-up);
 * `connect` and `tls`: of a connection opened for it, tunnels included; `send`: until the kernel had all of its bytes; `wait`: from
 * there to the first byte of the response; `receive`: from there to the last.
 */
export const REQUEST_LEGS = ['blocked', 'connect', 'tls', 'send', 'wait', 'receive'] as const;

export type RequestLeg = (typeof REQUEST_LEGS)[number];

/** Service time (completed − sent), dispatch lag and blocked time of up to ten seconds. */
export interface LoadTimings {
  readonly load: string;
  readonly worker: number;
  readonly phase: PhaseName;
  readonly fromSecond: number;
  /** Of ok requests. */
  readonly serviceTime: EncodedTimes;
  /** Of requests that were answered but not ok (`status`, `check`, `malformed`): kept apart, since failures rank above every ok. */
  readonly failedServiceTime: EncodedTimes;
  readonly dispatchLag: EncodedTimes;
  /** By what: the system (resolving, connecting) or us (a cap on connections, the turn to open one). */
  readonly blockedBySystem: EncodedTimes;
  readonly blockedByCap: EncodedTimes;
  /** Of each leg the requests that went it. Absent in records of engines that do not tell. */
  readonly legs?: Readonly<Record<RequestLeg, EncodedTimes>>;
  /** Service time by endpoint; absent where there is but one. */
  readonly endpoints?: readonly EndpointTimes[];
}

export interface EndpointTimes {
  readonly endpoint: string;
  readonly serviceTime: EncodedTimes;
  readonly failedServiceTime: EncodedTimes;
}

export interface EncodedTimes {
  readonly count: number;
  readonly sumUs: number;
  readonly maxUs: number;
  /** hdr-histogram V2, base64, µs, 3 digits; `null` when count is 0. */
  readonly histogram: string | null;
}

/** The state of one load entry in one worker at `atMs`: what an SLO on what is known now needs beside the deltas. */
export interface LoadLive {
  readonly load: string;
  readonly inFlight: number;
  readonly peakInFlight: number;
  readonly connections: number;
  readonly connectionsOpened: number;
  /** Unanswered arrivals by phase: how many, and per limit how many are already older than it. */
  readonly unanswered: readonly Unanswered[];
  /** The same by endpoint, of a flow its steps. Absent where there is but one endpoint, and in logs of before it was kept. */
  readonly unansweredOf?: readonly (Unanswered & { readonly endpoint: string })[];
}

export interface Unanswered {
  readonly phase: PhaseName;
  readonly count: number;
  readonly over: readonly number[];
}

/** One worker's second of self-observation. */
export interface GeneratorHealth {
  readonly worker: number;
  readonly second: number;
  /** Arrivals due in this second by the schedule. */
  readonly due: number;
  /** Arrivals intended up to the end of this second that were taken up more than 100 ms after that end. */
  readonly lateAtEnd: number;
  /** CPU time of the worker's thread over the second, in cores; `null` where the platform does not tell. */
  readonly cpuCores: number | null;
  readonly eventLoopDelayMaxMs: number;
  /** Share of the machine's CPU that its host gave to others over the second; `null` where unknown. Absent in older event logs. */
  readonly stolenShare?: number | null;
}

/** What a worker sends once a second, on `snapshot()`, and a last time after draining. */
export interface LoadReport {
  readonly worker: number;
  /** On the run's timeline. */
  readonly atMs: number;
  readonly deltas: readonly LoadDelta[];
  readonly timings: readonly LoadTimings[];
  readonly live: readonly LoadLive[];
  readonly health: readonly GeneratorHealth[];
}

export interface LoadListener {
  onReport(report: LoadReport): void;
  /** A worker died or threw: the run is invalid. Called at most once a worker. */
  onWorkerLost(worker: number, reason: string): void;
}

/**
 * Phase boundaries on the timeline, in ms, shared with the workers without a message: a request completed after the write belongs
 * to the later phase. `Infinity` until known.
 */
export type PhaseBoundary = 'baseline' | 'fault' | 'recovery';

export interface LoadDriver {
  readonly id: string;
  /** Threads started, DNS resolved, nothing sent yet. Throws a UserError for a URL that cannot be used. */
  prepare(plan: LoadPlan, listener: LoadListener, signal: AbortSignal): Promise<PreparedLoad>;
}

export interface PreparedLoad {
  /** Resolves when every worker has ended, be it by itself: a closed load with an amount ends when that is sent and answered. */
  readonly exhausted: Promise<void>;
  /** Arrivals begin at `zeroNs` (process.hrtime, may lie a little ahead); warm-up from there until `baselineFromMs`. */
  begin(zeroNs: bigint, baselineFromMs: number): void;
  /** Takes effect at once, in every worker. */
  setBoundary(boundary: PhaseBoundary, atMs: number): void;
  /** Reports what is known now; resolves after every worker's report reached the listener. */
  snapshot(): Promise<void>;
  /** No arrivals intended at or after `atMs`; resolves when all in flight are answered or timed out and the last reports are in. */
  finish(atMs: number): Promise<void>;
  /** No more arrivals; what is in flight is abandoned and counted so; resolves when the last reports are in. */
  abandon(): Promise<void>;
  /** Ends the threads. Idempotent. */
  dispose(): Promise<void>;
}
