import type { FaultSettings } from '../faults/fault-settings.ts';
import type { SloExpression } from '../slo/slo-expression.ts';
import type { SloOptions } from '../slo/slo-options.ts';
import type { GeneratorSpec } from './generator-spec.ts';
import type { LoadSpec } from './load-spec.ts';
import type { ProbeSpec } from './probe-spec.ts';

/** A place in the manifest, for messages: 1-based line and column. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * A manifest after parsing: units are numbers in the unit of their name, `${ENV}` and `{{vars}}` are substituted, references
 * between parts are checked. `{{service.url}}` and its kin are still templates: they are known only when the stack has ports.
 */
export interface Experiment {
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly hypothesis: string | null;
  readonly stack: StackSpec;
  /** Of the Toxiproxy that the manifest names for faults on edges. */
  readonly toxiproxyUrl: string | null;
  /** The service of a Docker stack that is one, and the port of its API in the container. */
  readonly toxiproxyService?: { readonly service: string; readonly port: number };
  /** How long connections through the run's own fault proxy may go on at its end. */
  readonly drainMs: number;
  readonly targets: Readonly<Record<string, TargetSpec>>;
  /** Empty where the system is judged by its probes alone. */
  readonly load: readonly LoadSpec[];
  /** Absent: one worker, and the limits of SEMANTICS. */
  readonly generator?: GeneratorSpec;
  readonly probes: readonly ProbeSpec[];
  readonly phases: PhasesSpec;
  readonly faults: readonly FaultSpec[];
  readonly slos: readonly SloSpec[];
  readonly stopConditions: readonly StopCondition[];
  readonly safety: SafetySpec;
  /** `null`: the run draws one and prints it. */
  readonly seed: number | null;
  /** Values that came from `${ENV}` and look like secrets, to be redacted in every output. */
  readonly secrets: readonly string[];
}

export type StackSpec =
  | { readonly kind: 'processes'; readonly processes: readonly ProcessSpec[] }
  | ComposeSpec
  /** A compose project that runs already, and is left running. */
  | { readonly kind: 'project'; readonly project: string }
  /** Nothing to start: the load's URLs are the system. */
  | { readonly kind: 'urls' };

/** A compose file, brought up as a project of the run's own. */
export interface ComposeSpec {
  readonly kind: 'compose';
  /** Absolute. */
  readonly file: string;
  readonly profiles: readonly string[];
  /** For the file's own `${…}`. */
  readonly env: Readonly<Record<string, string>>;
  readonly readyTimeoutMs: number;
}

export interface ProcessSpec {
  readonly name: string;
  /** Program and arguments; no shell. */
  readonly command: readonly string[];
  /** Absolute: relative paths in the manifest start at the manifest's folder. */
  readonly cwd: string;
  /** Values may hold `{{service.url}}`, `{{service.host}}`, `{{service.port}}`, `{{service.ports.<name>}}`. */
  readonly env: Readonly<Record<string, string>>;
  /** By name, in the manifest's order; the first is the one that `{{service.port}}` and `PORT` mean. */
  readonly ports: Readonly<Record<string, number | 'auto'>>;
  /** Instances, `api-1` … `api-N`; one instance carries the bare name. */
  readonly replicas: number;
  readonly ready: ReadinessSpec | null;
  /** Names of processes that must be ready before this one starts; edges of `{{other.url}}` are not implied. */
  readonly startAfter: readonly string[];
  /** SIGTERM to SIGKILL, ms. */
  readonly stopTimeoutMs: number;
}

export type ReadinessSpec =
  | { readonly kind: 'http'; readonly port: string; readonly path: string; readonly timeoutMs: number }
  | { readonly kind: 'tcp'; readonly port: string; readonly timeoutMs: number };

/** The exchange with which an edge is proven: one request, and any answer to it. */
export type EdgeProtocol =
  | {
      readonly kind: 'http';
      readonly path: string;
      /** GET when not given. */
      readonly method?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Of a protocol that nobody here knows: what a client sends first; its first answer is the whole of it. */
  | { readonly kind: 'bytes'; readonly send: string }
  | { readonly kind: 'redis' }
  | { readonly kind: 'postgres' }
  | { readonly kind: 'amqp' };

/** How many of those that a target means are drawn. */
export type SelectSpec =
  | { readonly kind: 'all' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number }
  /** The one of that number, 1-based. */
  | { readonly kind: 'replica'; readonly replica: number };

export type ContainerSelector =
  | { readonly kind: 'name'; readonly name: string }
  /** `value: null`: whatever carries the label. */
  | { readonly kind: 'label'; readonly label: string; readonly value: string | null }
  /** `redis`, `redis:7`, `registry/redis:7`. */
  | { readonly kind: 'image'; readonly image: string };

export type TargetSpec =
  | { readonly kind: 'service'; readonly service: string; readonly select: SelectSpec }
  /** Containers of a Docker stack by something other than their service. */
  | { readonly kind: 'containers'; readonly by: ContainerSelector; readonly select: SelectSpec }
  | {
      readonly kind: 'edge';
      /** Names of service targets; between containers `null`: everybody who shares a network with a server. */
      readonly from: string | null;
      readonly to: string;
      /** A port name of `to`; on a Docker stack a container port's number, or `any`: the plan knows which. */
      readonly port: string;
      /** Between containers, what becomes of connections that stand when a fault begins. */
      readonly connections?: 'reset' | 'new';
      /** `null`: nothing is known that the edge would answer, so its latency cannot be proven. */
      readonly protocol: EdgeProtocol | null;
    }
  /** Names of targets on either side. */
  | { readonly kind: 'groups'; readonly groups: readonly [readonly string[], readonly string[]] };

export interface PhasesSpec {
  readonly warmupMs: number;
  readonly baselineMs: number;
  /** 0 when there are no faults, as is `recoveryMs`. */
  readonly faultMs: number;
  readonly recoveryMs: number;
}

export interface FaultSpec {
  readonly id: string;
  /** Name of a target. */
  readonly target: string;
  readonly settings: FaultSettings;
  /** What is asked of the edge to prove it, in place of the edge's own `protocol`. */
  readonly proof?: EdgeProtocol;
  /** From the start of the fault phase. */
  readonly atMs: number;
  /** How long it is held; for a fault of an instant (`restart`) 0. */
  readonly forMs: number;
  /** Who brings back what the fault took: the run, or the system itself (then the run does at its end, if need be). */
  readonly restore: 'us' | 'self';
  readonly position: SourcePosition;
}

export interface SloSpec extends SloOptions {
  readonly id: string;
  readonly expression: SloExpression;
  /** `null`: each load entry on its own. */
  readonly load: string | null;
  /** `null`: it came from a flag. */
  readonly position: SourcePosition | null;
}

/** `success_rate < 50% for 5s`: the run stops when it holds on every second of `forMs`. */
export interface StopCondition {
  readonly expression: SloExpression;
  readonly forMs: number;
  readonly text: string;
}

export interface SafetySpec {
  /** Per fault. */
  readonly maxTargets: number;
  readonly maxDurationMs: number;
  readonly allowPublicTargets: boolean;
  /** Disks that are the engine's, or that others share, may be filled. */
  readonly allowHostDisk: boolean;
  /** A Docker engine by its URL or context: the one to use, and leave for one that is not on this machine. */
  readonly engine: string | null;
  /** Services, instances and containers that no fault may touch. */
  readonly protect: readonly string[];
  /** Of `protect`, what the policies of this machine name for whatever stack; absent: nothing. */
  readonly protectedByPolicy?: readonly string[];
  /** By the policies of this machine, each of which must name the engine (URL or context); absent: any will do. */
  readonly engines?: readonly { readonly file: string; readonly names: readonly string[] }[];
  /** `off`: nobody undoes in the place of a run that is killed, but `recover`. */
  readonly watchdog: 'on' | 'off';
}
