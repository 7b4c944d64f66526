import type { PhaseName } from '../plan/phase.ts';
import type { Outcome, RequestLeg, Unanswered } from '../load/load-driver.ts';
import type { ArrivalSpec } from '../manifest/load-spec.ts';
import type { SloFilter } from '../slo/slo-options.ts';
import type { CoarseTimes } from '../stats/coarse-times.ts';
import type { TimeHistogram } from '../stats/time-histogram.ts';
import type { ArrivalCounts } from './arrival-counts.ts';

/** Rates over time, from where the load begins on the timeline. */
export interface LoadSchedule {
  readonly arrivals: ArrivalSpec;
  readonly startAfterMs: number;
}

/** One load entry, all workers together. */
export interface LoadState {
  readonly name: string;
  /** A closed load has no schedule: of its latencies there is service time only. */
  readonly model: 'open' | 'closed';
  readonly engine: 'native' | 'autocannon';
  /** Of a closed load. */
  readonly connections: number | null;
  /** Highest offered rate, per second; of a closed load 0. */
  readonly peakRate: number;
  readonly maxInFlight: number;
  readonly timeoutMs: number;
  /** When its arrivals are due; `null`: it has no schedule, or nobody kept it. */
  readonly schedule: LoadSchedule | null;
  /** Of a closed load: requests in all, beside the warm-up's; `null`: no end. */
  readonly amount: number | null;
  /** Only phases that had arrivals. */
  readonly phases: Map<PhaseName, LoadPhaseState>;
  /** Of a flow, its steps. Judged phases only. */
  readonly endpoints: Map<string, SpanState>;
  /** Their service times, where there are several. */
  readonly endpointTimes: Map<string, Pick<PhaseTimings, 'okServiceTime' | 'failedServiceTime'>>;
  /** What the SLOs with a `where` look at, by `filterKey`: the arrivals that pass each filter. */
  readonly filtered: Map<string, FilteredArrivals>;
  /** What became known in each second, by completion, for the live view and the stop conditions. Oldest first, at most 900. */
  readonly known: KnownSecond[];
  /** Ok response times (of a closed load, service times) of the newest entry of `known`. */
  readonly knownResponseTime: TimeHistogram;
  /** Of a closed load, in the same second: service times of what was answered, but not ok. */
  readonly knownFailedServiceTime: TimeHistogram;
  /** Latest observation of each worker. */
  readonly workers: Map<number, LoadWorkerState>;
}

/** The arrivals that an SLO's `where` lets through. */
export interface FilteredArrivals {
  readonly filter: SloFilter;
  readonly phases: Map<PhaseName, LoadPhaseState>;
  /** Some outcome had statuses that pass and others that do not, and their times cannot be told apart: rates are right, latencies unknown. */
  mixed: boolean;
}

/** Arrivals of some span, with their distributions. */
export interface SpanState {
  readonly counts: ArrivalCounts;
  /** By outcome: everything but ok, drops included. */
  readonly errors: Map<Outcome, number>;
  readonly statusCodes: Map<string, number>;
  /** By outcome: why, as far as the engine tells. */
  readonly details: Map<Outcome, Map<string, number>>;
  /** Of ok arrivals: what percentiles rank below every failure. */
  readonly okResponseTime: TimeHistogram;
}

export interface LoadPhaseState extends SpanState {
  /** By intended second; a second that a boundary cuts is in both phases, with its share in each. */
  readonly seconds: Map<number, ArrivalCounts>;
  readonly timings: PhaseTimings;
  /** By intended second: outcomes in twenty slots of 50 ms, from which outages are read. */
  readonly slots: Map<number, SecondSlots>;
  /** By intended second: ok response times, coarsely, from which one sees how slowly the system varies. */
  readonly secondTimes: Map<number, CoarseTimes>;
}

/** Twenty places each. */
export interface SecondSlots {
  readonly ok: number[];
  readonly failed: number[];
  readonly dropped: number[];
}

/** A distribution with its exact sum and largest value. */
export interface TimeSummary {
  readonly histogram: TimeHistogram;
  sumUs: number;
  maxUs: number;
}

export interface PhaseTimings {
  readonly okServiceTime: TimeSummary;
  readonly failedServiceTime: TimeSummary;
  readonly dispatchLag: TimeSummary;
  readonly blockedBySystem: TimeSummary;
  readonly blockedByCap: TimeSummary;
  readonly legs: Readonly<Record<RequestLeg, TimeSummary>>;
}

/** What was reported within the second `[second, second + 1)` of the timeline. */
export interface KnownSecond {
  readonly second: number;
  readonly counts: ArrivalCounts;
  /** Per latency limit: unanswered arrivals that were already older than it when last observed in this second. */
  pendingOver: number[];
  inFlight: number;
  /**
   * Over every arrival whose outcome became known in this second; of a closed load, over every answer, failures too. `null`: no data, or
   * among the failures and drops.
   */
  p50Us: number | null;
  p95Us: number | null;
  p99Us: number | null;
}

export interface LoadWorkerState {
  inFlight: number;
  peakInFlight: number;
  connections: number;
  connectionsOpened: number;
  /** By phase: how many arrivals are unanswered, and how many of them are older than each limit. */
  unanswered: readonly Unanswered[];
  /** The same by endpoint, where there are several. */
  unansweredOf: readonly (Unanswered & { readonly endpoint: string })[];
}
