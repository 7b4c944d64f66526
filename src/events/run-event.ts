import type { ContainerChanged, ContainersMeasured } from './container-state.ts';
import type { LoadSchedule } from './load-state.ts';
import type { Exposure, Proof } from '../faults/fault-driver.ts';
import type { FaultSettings } from '../faults/fault-settings.ts';
import type { GeneratorHealth, LoadDelta, LoadLive, LoadTimings, LatencyLimit } from '../load/load-driver.ts';
import type { GeneratorLimits } from '../manifest/generator-spec.ts';
import type { PlannedSlo, PlannedTimeline } from '../plan/run-plan.ts';
import type { PhaseName } from '../plan/phase.ts';
import type { EngineRow, Reason, SloRow, Verdict } from '../report/report.ts';

/** An immutable fact, in the past tense; one line of events.ndjson. Format version 1. */
export type RunEvent = RunEventHeader & RunEventBody;

export interface RunEventHeader {
  readonly v: 1;
  /** From 0, without gaps; events that a watchdog appended after our death go on counting. */
  readonly seq: number;
  /** Wall clock, ISO with ms. */
  readonly at: string;
  /**
   * Monotonic ms since the run began; of what was appended after our death, by the wall clock. `timeline-started` says where the
   * timeline's zero lies on it; the fold subtracts that.
   */
  readonly ms: number;
}

/** Everything that reports need of the plan, so that an event log stands on its own. */
export interface RunStarted {
  readonly type: 'run-started';
  readonly run: string;
  /** An experiment made of `load`'s flags may have no SLO, and then measures without judging. */
  readonly source: 'manifest' | 'flags';
  readonly name: string;
  readonly hypothesis: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly seed: number;
  readonly runFolder: string;
  readonly manifestPath: string;
  readonly manifestSha256: string;
  /** As written, secrets starred out; `null` without a manifest. Absent in logs of before it was kept. */
  readonly manifestText?: string | null;
  /** `--set path=value`, secrets starred out. */
  readonly overrides?: readonly string[];
  readonly toolVersion: string;
  readonly node: string;
  readonly host: { readonly os: string; readonly cpus: number };
  readonly git: string | null;
  /** That the stack’s containers live on; `null`: it has none. Absent in logs of before it was kept. */
  readonly engine?: EngineRow | null;
  readonly timeline: PlannedTimeline;
  readonly loads: readonly {
    readonly name: string;
    readonly model: 'open' | 'closed';
    /** What sends it. */
    readonly engine: 'native' | 'autocannon';
    /** Of a closed load; `null` for an open one, whose connections grow on demand. */
    readonly connections: number | null;
    readonly peakRate: number;
    readonly maxInFlight: number;
    readonly timeoutMs: number;
    readonly seed: number;
    /** When its arrivals are due; `null` for a closed load, which has none that are. Absent in logs of before it was kept. */
    readonly schedule?: LoadSchedule | null;
    /** Of a closed load: requests in all beside the warm-up's; `null`: no end. Absent in logs of before it was kept. */
    readonly amount?: number | null;
  }[];
  readonly limits: readonly LatencyLimit[];
  /** From where on the generator counts as the limit. Absent in logs of before it could be set. */
  readonly generator?: GeneratorLimits;
  readonly faults: readonly {
    readonly id: string;
    readonly settings: FaultSettings;
    readonly target: string;
    readonly drawn: readonly string[];
    readonly atMs: number;
    readonly forMs: number;
    readonly seed: number;
  }[];
  readonly slos: readonly PlannedSlo[];
  /** Logs of before there were probes have none. */
  readonly probes?: readonly {
    readonly name: string;
    readonly kind: ProbeKind;
    /** What it asks, in words: a URL, a query, a command. */
    readonly asks: string;
    /** What it expects, in words. */
    readonly expects: string;
    readonly everyMs: number;
    readonly timeoutMs: number;
  }[];
}

export type ProbeKind = 'http' | 'tcp' | 'prometheus' | 'container' | 'command';

export type RunEventBody =
  | RunStarted
  | { readonly type: 'warning-raised'; readonly message: string }
  | { readonly type: 'proxy-started'; readonly apiUrl: string; readonly pid: number }
  /** A Toxiproxy that stood already. */
  | { readonly type: 'toxiproxy-found'; readonly apiUrl: string; readonly version: string; readonly from: string }
  | { readonly type: 'proxy-lost'; readonly apiUrl: string; readonly reason: string }
  | { readonly type: 'edge-routed'; readonly edge: string; readonly instance: string; readonly listen: string; readonly upstream: string }
  | { readonly type: 'process-started'; readonly instance: string; readonly pid: number }
  | { readonly type: 'process-ready'; readonly instance: string; readonly afterMs: number }
  | {
      readonly type: 'process-exited';
      readonly instance: string;
      readonly pid: number;
      readonly code: number | null;
      readonly signal: string | null;
      readonly expected: boolean;
    }
  | ContainerChanged
  | ContainersMeasured
  /** Zero of the timeline: the first arrival of the warm-up. Its own `ms` may lie a little before `zeroMs`. */
  | { readonly type: 'timeline-started'; readonly zeroMs: number }
  | { readonly type: 'phase-started'; readonly phase: PhaseName; readonly fromMs: number }
  | { readonly type: 'phase-ended'; readonly phase: PhaseName; readonly toMs: number; readonly cutShort: boolean }
  | { readonly type: 'load-recorded'; readonly delta: LoadDelta }
  | { readonly type: 'timings-recorded'; readonly timings: LoadTimings }
  | { readonly type: 'generator-observed'; readonly health: GeneratorHealth }
  | { readonly type: 'load-observed'; readonly worker: number; readonly live: readonly LoadLive[] }
  | { readonly type: 'worker-lost'; readonly worker: number; readonly reason: string }
  | {
      readonly type: 'baseline-judged';
      readonly met: boolean;
      readonly rows: readonly SloRow[];
      /** Those that did not find what they expect, and what they found. */
      readonly unmetProbes?: readonly { readonly probe: string; readonly message: string }[];
    }
  /** One answer. `value` is what was measured, in `unit`; `message` says why it is not as expected. */
  | {
      readonly type: 'probe-completed';
      readonly probe: string;
      readonly ok: boolean;
      readonly value: number | null;
      readonly unit: string | null;
      readonly tookMs: number;
      readonly message: string | null;
    }
  /** It cannot be asked any more, so that nobody knows how the system is: the run stops. */
  | { readonly type: 'probe-lost'; readonly probe: string; readonly message: string }
  | { readonly type: 'fault-inject-called'; readonly fault: string }
  | { readonly type: 'fault-inject-failed'; readonly fault: string; readonly message: string }
  | { readonly type: 'fault-proven'; readonly fault: string; readonly proof: Proof }
  | { readonly type: 'fault-unproven'; readonly fault: string; readonly proof: Proof }
  /** The proof taken again just before undo. */
  | { readonly type: 'fault-held'; readonly fault: string; readonly proof: Proof; readonly exposure: Exposure | null }
  | { readonly type: 'fault-lost'; readonly fault: string; readonly proof: Proof }
  /** A restarted container has its rules again; between its start and now it was without them. */
  | { readonly type: 'fault-reapplied'; readonly fault: string; readonly instance: string; readonly afterMs: number }
  | { readonly type: 'fault-undo-called'; readonly fault: string }
  | { readonly type: 'fault-undo-failed'; readonly fault: string; readonly message: string; readonly manual: readonly string[] }
  | { readonly type: 'fault-gone'; readonly fault: string; readonly proof: Proof }
  | { readonly type: 'fault-not-gone'; readonly fault: string; readonly proof: Proof; readonly manual: readonly string[] }
  | { readonly type: 'stop-condition-breached'; readonly condition: string; readonly value: number | null }
  | {
      readonly type: 'stop-requested';
      readonly by: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'key' | 'parent-gone' | 'max-duration' | 'stop-command';
      /** Of a `stop-command`: `user@host`. */
      readonly from?: string;
    }
  /** What an operator did, by keys in the dashboard. A hold undoes every fault; the load goes on, the schedule stands. */
  | { readonly type: 'timeline-held' }
  | { readonly type: 'timeline-resumed' }
  | { readonly type: 'note-written'; readonly text: string }
  /** `endpoint`: what the numbers shown were narrowed to; `null`: nothing left out. */
  | { readonly type: 'view-changed'; readonly panel: string; readonly endpoint: string | null }
  /** The run lives, and has had nothing to tell for five seconds. */
  | { readonly type: 'heartbeat-sent' }
  | { readonly type: 'component-lost'; readonly component: string; readonly message: string }
  /** Things of ours that are still there when the run ends. */
  | { readonly type: 'leftover-found'; readonly id: string; readonly describe: string; readonly manual: readonly string[] }
  /** What is in the journal was undone by another than who did it; `run`: its end did away with what its fault's own undo could not. */
  | {
      readonly type: 'record-replayed';
      readonly id: string;
      readonly by: 'run' | 'watchdog' | 'recover';
      readonly ok: boolean;
      readonly message: string;
    }
  | {
      readonly type: 'run-failed';
      readonly exitCode: number;
      readonly message: string;
      readonly where: string | null;
      readonly try: string | null;
    }
  | { readonly type: 'run-ended'; readonly verdict: Verdict; readonly exitCode: number; readonly reasons: readonly Reason[] };
