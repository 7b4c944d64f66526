import type { ReasonCode, Report, SloRow, Verdict } from '../report/report.ts';

/** What `repeat --json` prints, and `repeat.json` holds: schema `shakedown.repeat/v1`, added to, never renamed. */
export interface RepeatDocument {
  readonly schema: 'shakedown.repeat/v1';
  readonly name: string;
  /** Runs asked for; `runs` has fewer where one left something behind, was interrupted or could not go on. */
  readonly times: number;
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** Gets each run's own folder. */
  readonly folder: string;
  /** What each run's own seed is derived from. */
  readonly seed: number;
  readonly runs: readonly RepeatedRun[];
  readonly slos: readonly PooledSlo[];
}

export interface RepeatedRun {
  readonly run: string;
  readonly runFolder: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly reasons: readonly ReasonCode[];
}

/** One SLO over all runs that say something of the system. */
export interface PooledSlo extends Pick<SloRow, 'id' | 'expr' | 'load' | 'phase' | 'unit' | 'limit'> {
  /** Runs by this SLO's own verdict. */
  readonly pass: number;
  readonly fail: number;
  readonly inconclusive: number;
  /** One for each run that has one, in their order: a percentile among the failures is none, and the mean then of the other runs only. */
  readonly values: readonly number[];
  /** On what `mean`, `sd` and `interval` were computed: times on logarithms, unless one of them is 0; all else plain. */
  readonly scale: 'logarithmic' | 'plain';
  /** Geometric on logarithms. */
  readonly mean: number | null;
  /** From run to run: on logarithms a share (0.02 is 2 %), plain in the unit. */
  readonly sd: number | null;
  /** Where the mean over runs like these lies, 95 %, by Student's t over the runs, within what the value can be. `null`: fewer than two. */
  readonly interval: readonly [number, number] | null;
}

export type RepeatableReport = Pick<Report, 'run' | 'runFolder' | 'seed' | 'verdict' | 'exitCode' | 'reasons' | 'slos'>;
