import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import type { PlannedEdge } from '../../../../plan/run-plan.ts';
import type { ContainerDirectory } from '../network/networked-container.ts';
import type { LeashHelper } from '../network/network-fault-driver.ts';
import { openContainerEdge } from './container-edge.ts';
import type { ContainerEdge, ContainerEdgeListener } from './container-edge.ts';

export interface ContainerEdgesOptions {
  readonly run: string;
  readonly directory: ContainerDirectory;
  readonly helper: LeashHelper;
  readonly proxyImage: HelperImage;
  readonly drainMs: number;
  readonly seed: number;
  /** How long a proxy may stand: longer than the run. */
  readonly ttlMs: number;
  readonly wallClock: () => Date;
  readonly listener: ContainerEdgeListener;
}

/** The edges of a run that faults are to be on, each opened once. */
export interface ContainerEdges {
  readonly directory: ContainerDirectory;
  readonly helper: LeashHelper;
  open(edge: PlannedEdge, signal: AbortSignal): Promise<ContainerEdge>;
  /** `null`: it was never opened. */
  find(edge: string): Promise<ContainerEdge | null>;
  close(signal: AbortSignal): Promise<void>;
}

export function createContainerEdges(options: ContainerEdgesOptions): ContainerEdges {
  const { wallClock, ...parts } = options;
  const open = new Map<string, Promise<ContainerEdge>>();
  return {
    directory: options.directory,
    helper: options.helper,
    open(edge, signal) {
      const standing = open.get(edge.name);
      if (standing !== undefined) return standing;
      const opening = openContainerEdge({ ...parts, edge, nowMs: wallClock().getTime() }, signal);
      open.set(edge.name, opening);
      opening.catch(() => open.delete(edge.name));
      return opening;
    },
    find: async (edge) => (await open.get(edge)?.catch(() => null)) ?? null,
    async close(signal) {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map((each) => each.then((edge) => edge.close(signal)).catch(() => undefined)));
    },
  };
}
