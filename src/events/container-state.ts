import type { ContainerSeries } from './container-series.ts';

/** What became of a container; `removed`: it is no more, and whatever has its name later is another. */
export type ContainerChange =
  | 'created'
  | 'started'
  | 'died'
  | 'oom-killed'
  | 'restarted'
  | 'paused'
  | 'unpaused'
  | 'health-changed'
  | 'removed';

export interface ContainerChanged {
  readonly type: 'container-changed';
  /** Its name on the engine. */
  readonly container: string;
  readonly id: string;
  /** Of its compose project. */
  readonly service: string | null;
  readonly change: ContainerChange;
  /** Of `died`. */
  readonly exitCode: number | null;
  /** Of `health-changed`: `healthy`, `unhealthy`, `starting`. */
  readonly health: string | null;
  /** We, or a fault of ours, did it. */
  readonly expected: boolean;
}

/** About once a second, all running containers of the stack. */
export interface ContainersMeasured {
  readonly type: 'containers-measured';
  readonly containers: readonly ContainerMeasurement[];
}

export interface ContainerMeasurement {
  readonly container: string;
  readonly service: string | null;
  /** 1 is one core. */
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** `null`: none but the machine’s. */
  readonly memoryLimitBytes: number | null;
  /** Since the container started, all networks. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** A container as it stands; one that was recreated goes on under the same name. Times on the timeline, ms. */
export interface ContainerState {
  readonly name: string;
  id: string;
  service: string | null;
  status: 'created' | 'running' | 'paused' | 'exited' | 'removed';
  health: string | null;
  /** Of its last end. */
  exitCode: number | null;
  /** In the order seen; at most `LIFECYCLE_KEPT`, the latest. */
  readonly lifecycle: ContainerLifeEvent[];
  /** The latest. */
  measured: ContainerMeasurement | null;
  /** Of every measurement of the run. */
  readonly usage: ContainerUsage;
  readonly series: ContainerSeries;
}

export interface ContainerUsage {
  count: number;
  cpuCoresSum: number;
  cpuCoresMax: number;
  memoryBytesSum: number;
  memoryBytesMax: number;
}

export interface ContainerLifeEvent {
  readonly atMs: number;
  readonly change: ContainerChange;
  readonly exitCode: number | null;
  readonly health: string | null;
  readonly expected: boolean;
}

export const LIFECYCLE_KEPT = 1_000;
