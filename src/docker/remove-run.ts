import { setTimeout as sleep } from 'node:timers/promises';
import { DockerCallError } from './docker-call-error.ts';
import type { DockerEngine } from './engine.ts';
import { COMPOSE, RUN_LABEL } from './labels.ts';

const ATTEMPTS = 8;
const PAUSE_MS = 250;
const REMOVE_LIMIT_MS = 25_000;

/**
 * Removes the containers, networks and volumes of a project that carry the run's label, and nothing else. Idempotent. Throws when
 * something of it stands afterwards.
 */
export async function removeRun(engine: DockerEngine, project: string, run: string, signal: AbortSignal): Promise<void> {
  const filters = { label: [`${RUN_LABEL}=${run}`, `${COMPOSE.project}=${project}`] };
  const limits = { signal, limitMs: REMOVE_LIMIT_MS };
  const containers = await engine.call('listing what the run started', (docker) => docker.listContainers({ all: true, filters }), limits);
  await Promise.all(
    containers.map(({ Id }) =>
      persistently(() =>
        engine.call(`removing container ${Id.slice(0, 12)}`, (docker) => docker.getContainer(Id).remove({ force: true, v: true }), limits),
      ),
    ),
  );
  const networks = await engine.call('listing the run’s networks', (docker) => docker.listNetworks({ filters }), limits);
  for (const { Id } of networks) {
    await persistently(() => engine.call(`removing network ${Id.slice(0, 12)}`, (docker) => docker.getNetwork(Id).remove(), limits));
  }
  const { Volumes } = await engine.call('listing the run’s volumes', (docker) => docker.listVolumes({ filters }), limits);
  for (const { Name } of Volumes ?? []) {
    await persistently(() => engine.call(`removing volume ${Name}`, (docker) => docker.getVolume(Name).remove(), limits));
  }
  // An engine may still have been making one when its maker died.
  const late = await engine.call('looking for what is left', (docker) => docker.listContainers({ all: true, filters }), limits);
  const left = late.filter(({ State }) => State !== 'removing');
  if (left.length > 0) throw new Error(`${left.map(({ Names, Id }) => Names[0] ?? Id).join(', ')} of ${project} is still there`);
}

/** An engine that is busy with a removal refuses another of the same thing, and a network's while somebody still leaves it. */
async function persistently(act: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await act();
      return;
    } catch (error) {
      if (!(error instanceof DockerCallError)) throw error;
      if (error.status === 404) return;
      if (attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS * attempt);
    }
  }
}
