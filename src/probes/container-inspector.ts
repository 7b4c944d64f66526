import type { ContainerHealth, ContainerStateName } from '../manifest/probe-spec.ts';

/** What a container probe asks. */
export interface ContainerInspector {
  /** The containers of a service of the stack, those that are down included. Rejects where the engine does not answer. */
  inspectService(service: string, signal: AbortSignal): Promise<readonly InspectedContainer[]>;
}

export interface InspectedContainer {
  readonly name: string;
  readonly state: ContainerStateName;
  readonly health: ContainerHealth;
  /** By the engine, as its restart policy says; `null`: not known while it is frozen. */
  readonly restarts: number | null;
}
