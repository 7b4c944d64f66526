import type { PhaseName } from '../../plan/phase.ts';
import type { Tone } from '../../report/words/tone.ts';
import type { TrackSecond } from '../history/track.ts';

/** What the dashboard shows at one moment: numbers and words, no layout. Texts are as they came; panels clean them. */
export interface DashboardView {
  readonly name: string;
  readonly hypothesis: string | null;
  readonly seed: number | null;
  /** How the replay goes; `null` for a run itself. */
  readonly replay: string | null;
  /** On the timeline; negative while preparing. */
  readonly nowMs: number;
  readonly stage: StageView;
  /** Whether it will pass, as things stand: `2 of 4 SLOs breached`. */
  readonly outlook: { readonly text: string; readonly tone: Tone };
  readonly phases: readonly PhaseSpan[];
  readonly faults: readonly FaultView[];
  /** What runs: our fault proxy, the stack’s processes and containers. */
  readonly stack: readonly StackRow[];
  readonly probes: readonly ProbeView[];
  readonly loads: readonly LoadView[];
  /** Failures so far by kind, most first. */
  readonly errors: readonly { readonly kind: string; readonly count: number }[];
  /** What the numbers are narrowed to; `null`: nothing left out. */
  readonly filter: string | null;
  /** There is something to narrow them to. */
  readonly canFilter: boolean;
  readonly endpoints: readonly EndpointView[];
  readonly series: SeriesView;
  readonly slos: readonly SloView[];
  readonly generator: { readonly tone: Tone; readonly text: string };
  /** Oldest first. */
  readonly events: readonly EventLine[];
}

/** Where the run is, in words: `fault`, and `0:41 left`. */
export interface StageView {
  readonly name: string;
  readonly left: string;
  readonly tone: Tone;
}

export interface PhaseSpan {
  readonly name: PhaseName;
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: 'done' | 'current' | 'pending';
}

export interface FaultView {
  readonly id: string;
  /** `latency 200ms ±50ms`. */
  readonly what: string;
  readonly target: string;
  readonly state: string;
  readonly tone: Tone;
  /** The proof's number: `+201 ms measured`. */
  readonly short: string;
  /** The proof in a sentence: `+201 ms at the median of 7 exchanges`. */
  readonly detail: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly injected: boolean;
}

/** Something of the stack, or of ours beside it. */
export interface StackRow {
  readonly name: string;
  readonly state: string;
  readonly tone: Tone;
  /** `0.12 cores`, `64 MiB`; empty where nobody measures. */
  readonly cpu: string;
  readonly memory: string;
}

export interface ProbeView {
  readonly name: string;
  /** What it said last. */
  readonly state: string;
  /** `58 of 60 ok`. */
  readonly tally: string;
  readonly tone: Tone;
}

/** One load entry in the last second: rates by when arrivals were intended, answers by when they became known. */
export interface LoadView {
  readonly name: string;
  readonly offeredPerSecond: number | null;
  readonly sentPerSecond: number | null;
  readonly droppedPerSecond: number | null;
  readonly inFlight: number | null;
  /** `Infinity`: among the failures. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly successRate: number | null;
}

/** An endpoint over the judged phases so far. */
export interface EndpointView {
  readonly load: string;
  readonly name: string;
  readonly count: number;
  readonly successRate: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** A second of which some arrivals may be in flight yet; `null`: how many were offered or sent cannot be known. */
export type SeriesSecond = Omit<TrackSecond, 'offered' | 'sent'> & { readonly offered: number | null; readonly sent: number | null };

/** The run second by second, what is filtered out left out. */
export interface SeriesView {
  /** One more than the newest second. */
  readonly seconds: number;
  at(second: number): SeriesSecond | null;
  /** The whole run's, by bucket. */
  readonly heat: readonly number[];
}

export interface SloView {
  readonly expr: string;
  /** Whose it is, where there are several loads; else empty. */
  readonly load: string;
  /** What else the SLO said, whose percentile it is among it; empty: nothing. */
  readonly options: string;
  readonly where: string;
  readonly value: string;
  /** The confidence interval, where there is one: `588ms to 641ms`. */
  readonly interval: string;
  /** Its confidence, as a share; `null` where there is none. */
  readonly confidence: number | null;
  /** The intervals with their scope and method, or why there are none. */
  readonly evidence: readonly string[];
  /** Samples so far. */
  readonly n: number;
  /** `12,000, worth 840, needs 368`; empty before there are any. */
  readonly samples: string;
  readonly margin: string;
  readonly state: string;
  /** What a reader must know of it, where there is room to say it. */
  readonly note: string;
  readonly tone: Tone;
}

export interface EventLine {
  /** On the timeline; `null` while that has no zero. */
  readonly atMs: number | null;
  readonly text: string;
  readonly tone: Tone;
}
