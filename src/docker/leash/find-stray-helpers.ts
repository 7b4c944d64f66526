import type { DockerEngine } from '../engine.ts';
import { EXPIRES_LABEL, FAULT_LABEL, ROLE_LABEL, RUN_LABEL } from '../labels.ts';
import { removeContainer } from './held-container.ts';

/** Longer than a proxy drains, shorter than an undo may take. */
const DRAIN_S = 7;
const STOP_LIMIT_MS = 9_000;

/** A helper container that stands on an engine, found without any file of ours. */
export interface StrayHelper {
  readonly container: string;
  readonly run: string;
  readonly fault: string;
  /** A `probe` only looks; a `proxy` has connections to let go of. */
  readonly role: 'helper' | 'probe' | 'proxy';
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
    if (role !== 'helper' && role !== 'probe' && role !== 'proxy') return [];
    return [
      { container, role, run: labels[RUN_LABEL] ?? '', fault: labels[FAULT_LABEL] ?? '', expiresAt: labels[EXPIRES_LABEL] ?? null, state },
    ];
  });
}

/**
 * Ends helpers; what they hold goes with them. Proxies last, when no rule leads anybody there any more: each is asked to heal and drain
 * before it is removed. Idempotent, from any process.
 */
export async function removeStrayHelpers(engine: DockerEngine, strays: readonly StrayHelper[], signal: AbortSignal): Promise<void> {
  const [proxies, others] = [strays.filter(({ role }) => role === 'proxy'), strays.filter(({ role }) => role !== 'proxy')];
  await Promise.all(others.map(({ container }) => removeContainer(engine, container, signal)));
  await Promise.all(proxies.map(({ container }) => endProxy(engine, container, signal)));
}

/**
 * Takes away what a run left that never began: whoever died, or was cut off from the engine, while it was being made knows nothing of it, and
 * nothing ends what was not started.
 */
export async function removeUnbornHelpers(engine: DockerEngine, run: string, signal: AbortSignal): Promise<void> {
  const unborn = (await findStrayHelpers(engine, { run }, signal)).filter(({ state }) => state === 'created');
  await Promise.all(unborn.map(({ container }) => removeContainer(engine, container, signal)));
}

async function endProxy(engine: DockerEngine, container: string, signal: AbortSignal): Promise<void> {
  await engine
    .call('asking a proxy to end', (docker) => docker.getContainer(container).stop({ t: DRAIN_S }), { signal, limitMs: STOP_LIMIT_MS })
    .catch(() => undefined);
  await removeContainer(engine, container, signal);
}
