import { DockerCallError, isGone } from '../../../../docker/docker-call-error.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import type { ReachedEngine } from '../../../../docker/recorded-engine.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { parseContainerUndo } from './container-undo-data.ts';
import type { RestartPolicy, VictimContainer } from './container-undo-data.ts';
import { setRestartPolicy } from './set-restart-policy.ts';
import { victimNow } from './victim-now.ts';
import type { VictimNow } from './victim-now.ts';

export interface UndoOptions {
  /** A container had to be started in the place of a system that should have recovered by itself. */
  readonly onStartedForSystem?: (instance: string) => void;
}

/**
 * Lets paused containers go on, and starts those that are down: the very ones that were recorded, by their IDs, and no others. One that
 * was removed is undone for a pause; for whatever ended it, only when a replacement runs. Looks again, and takes the markers away. Throws
 * when a container could not be brought back; the others are all the same.
 */
export async function undoContainerFault(
  reached: ReachedEngine,
  record: UndoRecord,
  options: UndoOptions,
  signal: AbortSignal,
): Promise<void> {
  const { kind, containers, project, restore } = parseContainerUndo(record);
  const undone = await Promise.allSettled(
    containers.map(async (victim) => {
      if (kind === 'pause') return unpause(reached, project, victim, signal);
      if ((await startAgain(reached, project, victim, signal)) && restore === 'self') options.onStartedForSystem?.(victim.instance);
      await requireUp(reached, project, victim, signal);
    }),
  );
  const engine = await reached.verified;
  const failures = undone.filter((one) => one.status === 'rejected').map(({ reason }): unknown => reason);
  if (failures.length > 1) throw new Error([...new Set(failures.map(messageOf))].join('; '));
  if (failures.length === 1) throw failures[0];
  await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
}

/** A container of that ID is the victim, whoever answers. That there is none says nothing before it is known who does. */
async function look({ calls, verified }: ReachedEngine, project: string, victim: VictimContainer, signal: AbortSignal): Promise<VictimNow> {
  const now = await victimNow(calls, project, victim, signal);
  if (now.kind !== 'same') await verified;
  return now;
}

async function unpause(reached: ReachedEngine, project: string, victim: VictimContainer, signal: AbortSignal): Promise<void> {
  const now = await look(reached, project, victim, signal);
  // Started anew since: our pause ended with that run of it, and one that holds now is somebody else's.
  if (now.kind !== 'same' || !now.paused || !now.isSameRun) return;
  try {
    await reached.calls.call(`unpausing ${victim.name}`, (docker) => docker.getContainer(victim.id).unpause(), { signal });
  } catch (error) {
    if (isGone(error)) return;
    const after = await look(reached, project, victim, signal);
    // Somebody was quicker: engines answer 500 or 409 for a container that is not paused.
    if (error instanceof DockerCallError && after.kind === 'same' && !after.paused) return;
    throw error;
  }
  const after = await look(reached, project, victim, signal);
  if (after.kind === 'same' && after.paused && after.isSameRun) throw new Error(`${victim.name} is paused still`);
}

/** That the engine took the order says nothing of a container which ended at once. */
async function requireUp(reached: ReachedEngine, project: string, victim: VictimContainer, signal: AbortSignal): Promise<void> {
  const now = await look(reached, project, victim, signal);
  if (now.kind === 'gone' || (now.kind === 'same' ? now.running || now.restarting : now.running)) return;
  throw new Error(`${victim.name} was started, and has ended again`);
}

/** True where it had to be started. */
async function startAgain(reached: ReachedEngine, project: string, victim: VictimContainer, signal: AbortSignal): Promise<boolean> {
  const now = await look(reached, project, victim, signal);
  switch (now.kind) {
    case 'same':
      if (victim.policy !== null) await giveBackPolicy(reached, victim, victim.policy, signal);
      if (now.running) return false;
      try {
        await reached.calls.call(`starting ${victim.name}`, (docker) => docker.getContainer(victim.id).start(), { signal });
        return true;
      } catch (error) {
        // 304: it runs.
        if (error instanceof DockerCallError && error.status === 304) return false;
        if (isGone(error)) return startAgain(reached, project, victim, signal);
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

/** One that somebody set meanwhile stays. */
async function giveBackPolicy(
  { calls }: ReachedEngine,
  victim: VictimContainer,
  policy: RestartPolicy,
  signal: AbortSignal,
): Promise<void> {
  const info = await inspectOrGone(calls, victim.id, signal);
  if ((info?.HostConfig.RestartPolicy?.Name || 'no') === 'no' && info !== null) await setRestartPolicy(calls, victim, policy, signal);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
