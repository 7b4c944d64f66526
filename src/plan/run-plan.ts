import type { FaultSettings } from '../faults/fault-settings.ts';
import type { EdgeProtocol, Experiment, SloSpec } from '../manifest/experiment.ts';
import type { LoadSpec } from '../manifest/load-spec.ts';
import type { Inventory } from './inventory.ts';
import type { JudgedPhase } from './phase.ts';

/** What a run will do and to whom, decided before anything is touched. Same manifest + same seed = same plan. */
export interface RunPlan {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly instances: readonly PlannedInstance[];
  readonly edges: readonly PlannedEdge[];
  /** What the edges are led through; `null` when there are none. */
  readonly faultProxy: PlannedFaultProxy | null;
  /** Of a Docker stack; `null` for any other. */
  readonly inventory: Inventory | null;
  readonly timeline: PlannedTimeline;
  readonly loads: readonly PlannedLoad[];
  readonly faults: readonly PlannedFault[];
  readonly slos: readonly PlannedSlo[];
  /** What names the stack for the lock: fixed ports and URL origins; empty when the run owns everything it touches. */
  readonly stackKeys: readonly string[];
  readonly warnings: readonly string[];
}

/** One process to be started, or one container of a Docker stack: a replica of a service. */
export interface PlannedInstance {
  readonly name: string;
  readonly service: string;
  /** 1-based. */
  readonly replica: number;
}

export type PlannedFaultProxy =
  /** Ours, started for the run. */
  | { readonly kind: 'embedded' }
  /** One that stands already. */
  | { readonly kind: 'external'; readonly url: string; readonly from: '--toxiproxy' | 'the manifest' | 'TOXIPROXY_URL' }
  /** A service of the Docker stack, and its API's port in the container: proxies of its own get the toxics. */
  | { readonly kind: 'service'; readonly service: string; readonly port: number };

/** An edge that a fault needs routed through a proxy: the clients drawn × the servers drawn. */
export interface PlannedEdge {
  /** The target's name. */
  readonly name: string;
  /** Instances whose environment gets the proxy's address in place of the server's. */
  readonly from: readonly string[];
  readonly to: readonly { readonly instance: string; readonly port: string }[];
  readonly protocol: EdgeProtocol | null;
  /** Between containers, what becomes of connections that stand when a fault begins: cut (the default), or left alone. */
  readonly connections?: 'reset' | 'new';
}

/** Times from the timeline's zero, the start of the warm-up. */
export interface PlannedTimeline {
  readonly warmupMs: number;
  readonly baselineMs: number;
  readonly faultMs: number;
  readonly recoveryMs: number;
  readonly baselineFromMs: number;
  readonly faultFromMs: number;
  readonly recoveryFromMs: number;
  readonly endMs: number;
}

export interface PlannedLoad {
  readonly name: string;
  readonly model: LoadSpec['model'];
  /** Highest offered rate over the run, per second; of a closed load 0: it has none. */
  readonly peakRate: number;
  /** Of a closed load its connections. */
  readonly maxInFlight: number;
  /** Arrivals each phase will see if it takes as long as planned; of a closed load 0: nobody knows. */
  readonly expected: Readonly<Record<JudgedPhase, number>>;
  readonly endpoints: readonly PlannedEndpoint[];
  readonly seed: number;
}

/** A request, or a step of a flow, and which part of the load's arrivals it gets. */
export interface PlannedEndpoint {
  /** `null`: only the run knows its path. */
  readonly name: string | null;
  /** 0 to 1. */
  readonly share: number;
}

export interface PlannedFault {
  readonly id: string;
  readonly settings: FaultSettings;
  /** What is asked of the edge to prove it, in place of the edge's own protocol. */
  readonly proof?: EdgeProtocol;
  readonly target: PlannedTarget;
  readonly atMs: number;
  readonly forMs: number;
  /** Who brings back what the fault took: the run, unless told; `self`: the run does only at its end, if need be. */
  readonly restore?: 'us' | 'self';
  /** For jitter and the like. */
  readonly seed: number;
}

export type PlannedTarget =
  /** `drawn` of `candidates`. */
  | {
      readonly kind: 'instances';
      readonly name: string;
      readonly drawn: readonly string[];
      readonly candidates: readonly string[];
      /** Of `drawn`, those who were not drawn, and live in the network of one who was. */
      readonly alongside?: readonly string[];
    }
  | { readonly kind: 'edge'; readonly name: string; readonly edge: PlannedEdge }
  /** Two sets of instances that share none. */
  | { readonly kind: 'groups'; readonly name: string; readonly groups: readonly [readonly string[], readonly string[]] };

/** One SLO on one load entry in one phase: what gets a row in the report. */
export interface PlannedSlo {
  /** Unique; `<spec.id>` or `<spec.id>@<load>` where several loads are judged. */
  readonly id: string;
  readonly spec: SloSpec;
  /** `null`: it judges a probe. */
  readonly load: string | null;
  readonly phase: JudgedPhase | 'all';
  /** Part of the baseline gate: bare rate and percentile SLOs, and every SLO with `phase: baseline`; never one that warns only. */
  readonly gate: boolean;
  /** Arrivals that its load will offer in its phase, whichever of them it looks at; 0 where the notion does not apply. */
  readonly expectedArrivals: number;
  /** Of them those that it looks at; `null`: nobody knows beforehand how many have that outcome or status. */
  readonly expectedSamples: number | null;
  /** The least that can decide it; 0 where the notion does not apply. */
  readonly requiredSamples: number;
}
