import type { JudgedPhase } from '../plan/phase.ts';

/** What `compare --json` prints, schema `shakedown.comparison/v1`: added to, never renamed. */
export interface ComparisonDocument {
  readonly schema: 'shakedown.comparison/v1';
  /** Of the experiment. */
  readonly name: string;
  readonly verdict: ComparisonVerdict;
  readonly exitCode: number;
  /** Chance of any false finding in the whole table, by Holm's method. */
  readonly alpha: number;
  /** With which `smallestDetectable` would have been found, and `runsNeeded` find theirs. */
  readonly power: number;
  readonly base: ComparedGroup;
  readonly with: ComparedGroup;
  /** How many runs the system broke, which is a finding like any row. */
  readonly ends: EndsOfRuns;
  /** Runs whose numbers are not compared, and why. */
  readonly leftOut: readonly { readonly run: string; readonly reason: string }[];
  readonly rows: readonly ComparisonRow[];
  /** Measures that some runs have and others have not. */
  readonly notCompared: readonly MissingMeasure[];
  readonly warnings: readonly string[];
}

/** `worse` and `better` are of `with` against `base`. */
export type ComparisonVerdict = 'worse' | 'better' | 'no-difference-shown' | 'needs-runs';

export interface EndsOfRuns {
  readonly base: GroupEnds;
  readonly with: GroupEnds;
  /** Fisher's exact test on runs that the system broke; `null`: it broke none. */
  readonly p: number | null;
  /** Together with all rows of the table. */
  readonly pAdjusted: number | null;
  readonly verdict: ComparisonVerdict;
}

export interface GroupEnds {
  /** All but those that somebody ended, held or refused. */
  readonly runs: number;
  /** Ended by a stop condition, a probe that could not be asked, or `safety.maxDuration`. */
  readonly broken: number;
  /** That cannot answer: baseline not met, fault unproven, generator limited … */
  readonly lost: number;
}

export interface MissingMeasure extends MeasureName {
  /** Of the runs compared, those that have it. */
  readonly base: { readonly runs: number; readonly having: number };
  readonly with: { readonly runs: number; readonly having: number };
}

export interface ComparedGroup {
  /** The baseline file; `null` where the runs themselves were named. */
  readonly baseline: string | null;
  readonly runs: readonly { readonly run: string; readonly startedAt: string }[];
}

export interface ComparisonRow extends MeasureName {
  readonly base: GroupStatistics;
  readonly with: GroupStatistics;
  /** `ms`: share by which `with` is more than `base` (0.1 is +10 %); `ratio`: the difference itself. `null`: not known. */
  readonly change: number | null;
  /** Two-sided 95 %, of the change, for this row alone. */
  readonly interval: readonly [number, number] | null;
  readonly p: number | null;
  /** For all rows of the table together. */
  readonly pAdjusted: number | null;
  readonly method: string;
  readonly verdict: ComparisonVerdict;
  /** Smallest change that these runs would have found with the power above; as `change` in form. `null`: none, however large. */
  readonly smallestDetectable: number | null;
  /** Runs a side that find a change of 10 % (of `ratio`: one percentage point), by the spread seen here. `null`: not known. */
  readonly runsNeeded: number | null;
  readonly note: string | null;
}

/** What is compared: a percentile or a share of one load in one phase, or how often a probe was as expected. */
export interface MeasureName {
  readonly load: string | null;
  readonly probe: string | null;
  readonly phase: JudgedPhase;
  readonly metric: 'p50' | 'p95' | 'p99' | 'success_rate';
  /** Of a percentile: a closed load has no response time. */
  readonly of: 'response_time' | 'service_time' | null;
  readonly unit: 'ms' | 'ratio';
}

export interface GroupStatistics {
  readonly runs: number;
  /** Geometric for `ms`; `null`: no run has a number. */
  readonly mean: number | null;
  /** From run to run: of logarithms for `ms` (0.02 is 2 %), plain for `ratio`. `null`: one run. */
  readonly sd: number | null;
  /** Runs in which the percentile falls among the failures. */
  readonly censored: number;
}

/** One run's measures. */
export interface MeasuredRun {
  readonly run: string;
  readonly startedAt: string;
  readonly measures: readonly Measure[];
}

export interface Measure extends MeasureName {
  /** `null`: the percentile falls among the failures. */
  readonly value: number | null;
  /** Arrivals or answers that it is of. */
  readonly count: number;
}
