import type { RunState } from '../../events/run-state.ts';
import type { Report } from '../report.ts';
import type { RunSeries } from '../series/run-series.ts';
import type { Tone } from '../words/tone.ts';

/** All that any rendering of a run may tell: made from its events alone. */
export interface RunStory {
  readonly report: Report;
  /** For what a report has no room for: whole distributions, the log's own header. */
  readonly state: RunState;
  readonly series: RunSeries;
  readonly log: EventLogView;
}

export interface EventLogView {
  /** What happened, oldest first, without the measurements that come every second. */
  readonly entries: readonly LogEntry[];
  /** How many were left out between the first and the last, where there were too many. */
  readonly leftOut: number;
}

export interface LogEntry {
  /** On the timeline. */
  readonly atMs: number;
  /** Texts of others are in it as they came: who prints it escapes it. */
  readonly text: string;
  readonly tone: Tone;
}
