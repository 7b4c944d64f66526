import type { PhaseName } from '../../plan/phase.ts';
import type { Tone } from '../../report/words/tone.ts';

/** What the dashboard shows at one moment: numbers and words, no layout. Texts are as they came; panels clean them. */
export interface DashboardView {
  readonly name: string;
  readonly hypothesis: string | null;
  readonly seed: number | null;
  /** On the timeline; negative while preparing. */
  readonly nowMs: number;
  readonly stage: StageView;
  readonly phases: readonly PhaseSpan[];
  readonly faults: readonly FaultView[];
  readonly processes: readonly ProcessView[];
  readonly loads: readonly LoadView[];
  /** Failures so far by kind, most first. */
  readonly errors: readonly { readonly kind: string; readonly count: number }[];
  readonly seconds: readonly SecondView[];
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

export interface ProcessView {
  readonly name: string;
  readonly state: string;
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

/** One second of the timeline, all loads together: the worst of their p99, the sum of their failures. */
export interface SecondView {
  readonly second: number;
  readonly p99Ms: number | null;
  readonly failed: number;
}

export interface SloView {
  readonly expr: string;
  readonly where: string;
  readonly value: string;
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
