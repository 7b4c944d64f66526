import { BinWidth } from './bin-width.ts';
import type { ContainerState } from './container-state.ts';
import type { PhaseName } from '../plan/phase.ts';
import type { Reason, SloRow, Verdict } from '../report/report.ts';
import type { FaultState } from './fault-state.ts';
import type { GeneratorState } from './generator-state.ts';
import type { LoadState } from './load-state.ts';
import type { ProbeState } from './probe-state.ts';
import type { RunEventBody, RunStarted } from './run-event.ts';

/**
 * What is known of a run: the fold of its events. Dashboard, stop conditions, verdict and reports read it and nothing else.
 * It is one object that changes in place (thousands of deltas an hour make copies too dear), and only `foldEvent` changes it.
 * All times are on the timeline, in ms (the event's `ms` − `zeroMs`), negative before its zero.
 */
export interface RunState {
  /** `null` until `run-started`. */
  header: RunStarted | null;
  /** Wall clock of the first event, ISO. */
  startedAt: string | null;
  /** Where the timeline's zero lies on the events' clock; `null` before `timeline-started`. */
  zeroMs: number | null;
  /** `ms` of the run's latest event, from its beginning; what others appended after its death does not count. */
  elapsedMs: number;
  /** The one that stands now. */
  phase: PhaseName | null;
  /** In the order entered. */
  phases: PhaseState[];
  readonly loads: Map<string, LoadState>;
  readonly faults: Map<string, FaultState>;
  readonly probes: Map<string, ProbeState>;
  readonly processes: Map<string, ProcessState>;
  /** Which of its seconds a long run keeps one by one. */
  readonly binWidth: BinWidth;
  /** By name. */
  readonly containers: Map<string, ContainerState>;
  proxy: ProxyState | null;
  readonly edges: EdgeState[];
  readonly generator: GeneratorState;
  baseline: {
    readonly met: boolean;
    readonly rows: readonly SloRow[];
    readonly unmetProbes: readonly { readonly probe: string; readonly message: string }[];
    readonly atMs: number;
  } | null;
  /** The first that came: what the run stopped by. */
  stop: StopState | null;
  /** All of them: Ctrl-C may come after a breach, while the run is being undone. */
  readonly stops: StopState[];
  /** When an operator held the timeline; `toMs` is `null` while it is held. */
  readonly holds: { readonly fromMs: number; toMs: number | null }[];
  readonly notes: { readonly atMs: number; readonly text: string }[];
  readonly lostComponents: { readonly component: string; readonly message: string; readonly atMs: number }[];
  readonly warnings: string[];
  /** Of ours and still there, by id; gone from here once a replay undid it. */
  readonly leftovers: Map<string, { readonly id: string; readonly describe: string; readonly manual: readonly string[] }>;
  failure: {
    readonly exitCode: number;
    readonly message: string;
    readonly where: string | null;
    readonly try: string | null;
    readonly atMs: number;
  } | null;
  /** The verdict as the run ended with it. */
  ended: { readonly verdict: Verdict; readonly exitCode: number; readonly reasons: readonly Reason[] } | null;
}

export interface PhaseState {
  readonly name: PhaseName;
  readonly fromMs: number;
  readonly plannedMs: number;
  /** `null` while it stands. */
  toMs: number | null;
  cutShort: boolean;
}

export interface ProcessState {
  readonly name: string;
  status: 'starting' | 'ready' | 'exited';
  pid: number;
  /** Times it was started, the first included. */
  starts: number;
  exit: { readonly code: number | null; readonly signal: string | null; readonly expected: boolean; readonly atMs: number } | null;
}

export interface ProxyState {
  readonly apiUrl: string;
  readonly pid: number;
  lost: string | null;
}

export interface EdgeState {
  readonly edge: string;
  readonly instance: string;
  readonly listen: string;
  readonly upstream: string;
}

export type StopState =
  | {
      readonly kind: 'requested';
      readonly by: Extract<RunEventBody, { type: 'stop-requested' }>['by'];
      /** Who, where that is known. */
      readonly from: string | null;
      readonly atMs: number;
    }
  | { readonly kind: 'probe-lost'; readonly probe: string; readonly message: string; readonly atMs: number }
  | { readonly kind: 'stop-condition'; readonly condition: string; readonly value: number | null; readonly atMs: number };

export function emptyRunState(): RunState {
  return {
    header: null,
    startedAt: null,
    zeroMs: null,
    elapsedMs: 0,
    phase: null,
    phases: [],
    loads: new Map(),
    faults: new Map(),
    probes: new Map(),
    processes: new Map(),
    binWidth: new BinWidth(),
    containers: new Map(),
    proxy: null,
    edges: [],
    generator: { workers: new Map(), seconds: new Map(), wholeSecond: null },
    baseline: null,
    stop: null,
    stops: [],
    holds: [],
    notes: [],
    lostComponents: [],
    warnings: [],
    leftovers: new Map(),
    failure: null,
    ended: null,
  };
}

/** Now, on the timeline, by the latest event. */
export function latestAtMs(state: RunState): number {
  return state.elapsedMs - (state.zeroMs ?? 0);
}
