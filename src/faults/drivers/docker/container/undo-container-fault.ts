import { DockerCallError, isGone } from '../../../../docker/docker-call-error.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { parseContainerUndo } from './container-undo-data.ts';
import type { VictimContainer } from './container-undo-data.ts';
import { victimNow } from './victim-now.ts';

export interface UndoOptions {
  /** A container had to be started in the place of a system that should have recovered by itself. */
  readonly onStartedForSystem?: (instance: string) => void;
}

/**
 * Lets paused containers go on, and starts those that are down: the very ones that were recorded, by their IDs, and no others. One that
 * was removed is undone for a pause; for whatever ended it, only when a replacement runs. Takes the markers away. Throws when a
 * container could not be brought back.
 */
export async function undoContainerFault(
  engine: DockerEngine,
  record: UndoRecord,
  options: UndoOptions,
  signal: AbortSignal,
): Promise<void> {
  const { kind, containers, project, restore } = parseContainerUndo(record);
  for (const victim of containers) {
    if (kind === 'pause') await unpause(engine, project, victim, signal);
    else if ((await startAgain(engine, project, victim, signal)) && restore === 'self') options.onStartedForSystem?.(victim.instance);
  }
  await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
}

async function unpause(engine: DockerEngine, project: string, victim: VictimContainer, signal: AbortSignal): Promise<void> {
  const now = await victimNow(engine, project, victim, signal);
  // Started anew since: our pause ended with that run of it, and one that holds now is somebody else's.
  if (now.kind !== 'same' || !now.paused || !now.isSameRun) return;
  try {
    await engine.call(`unpausing ${victim.name}`, (docker) => docker.getContainer(victim.id).unpause(), { signal });
  } catch (error) {
    if (isGone(error)) return;
    const after = await victimNow(engine, project, victim, signal);
    // Somebody was quicker: engines answer 500 or 409 for a container that is not paused.
    if (error instanceof DockerCallError && after.kind === 'same' && !after.paused) return;
    throw error;
  }
}

/** True where it had to be started. */
async function startAgain(engine: DockerEngine, project: string, victim: VictimContainer, signal: AbortSignal): Promise<boolean> {
  const now = await victimNow(engine, project, victim, signal);
  switch (now.kind) {
    case 'same':
      if (now.running) return false;
      try {
        await engine.call(`starting ${victim.name}`, (docker) => docker.getContainer(victim.id).start(), { signal });
        return true;
      } catch (error) {
        // 304: it runs.
        if (error instanceof DockerCallError && error.status === 304) return false;
        if (isGone(error)) return startAgain(engine, project, victim, signal);
        throw error;
      }
    case 'replaced':
      if (now.running) return false;
      throw new Error(`${victim.name} was removed, and its replacement ${now.name} does not run`);
    case 'gone':
      throw new Error(`${victim.name} was removed while it was down, and nothing stands in its place: bring ${victim.service} up again`);
    default:
      return now satisfies never;
  }
}
