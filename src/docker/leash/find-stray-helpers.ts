import type { DockerEngine } from '../engine.ts';
import { EXPIRES_LABEL, FAULT_LABEL, ROLE_LABEL, RUN_LABEL } from '../labels.ts';
import { removeContainer } from './open-leash.ts';

/** A helper container that stands on an engine, found without any file of ours. */
export interface StrayHelper {
  readonly container: string;
  readonly run: string;
  readonly fault: string;
  /** A `probe` only looks. */
  readonly role: 'helper' | 'probe';
  /** ISO time; `null` where the label is missing. */
  readonly expiresAt: string | null;
  readonly state: string;
}

export interface StrayFilter {
  readonly run?: string;
  readonly fault?: string;
}

/** Every helper and probe of ours on the engine, running or not; narrowed to a run, and to a fault of it. */
export async function findStrayHelpers(engine: DockerEngine, { run, fault }: StrayFilter, signal: AbortSignal): Promise<StrayHelper[]> {
  const label = [run === undefined ? RUN_LABEL : `${RUN_LABEL}=${run}`, ...(fault === undefined ? [] : [`${FAULT_LABEL}=${fault}`])];
  const found = await engine.call('listing helpers', (docker) => docker.listContainers({ all: true, filters: { label } }), { signal });
  return found.flatMap(({ Id: container, Labels: labels, State: state }): StrayHelper[] => {
    const role = labels[ROLE_LABEL];
    if (role !== 'helper' && role !== 'probe') return [];
    return [
      { container, role, run: labels[RUN_LABEL] ?? '', fault: labels[FAULT_LABEL] ?? '', expiresAt: labels[EXPIRES_LABEL] ?? null, state },
    ];
  });
}

/** Ends helpers; what they hold goes with them. Idempotent, from any process. */
export async function removeStrayHelpers(engine: DockerEngine, strays: readonly StrayHelper[], signal: AbortSignal): Promise<void> {
  await Promise.all(strays.map(({ container }) => removeContainer(engine, container, signal)));
}
