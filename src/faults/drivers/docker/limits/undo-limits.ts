import { isGone } from '../../../../docker/docker-call-error.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { parseLimitUndo } from './limit-undo-data.ts';
import type { LimitValues } from './limit-undo-data.ts';

/**
 * Gives the very containers that were recorded their limits back, and takes the markers away. Idempotent, from any process. One that
 * was removed took its limits along, and what stands in its place never had ours.
 */
export async function undoLimits(engine: DockerEngine, record: UndoRecord, signal: AbortSignal): Promise<void> {
  for (const { id, name, back } of parseLimitUndo(record)) {
    await setLimits(engine, { id, name }, back, signal).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }
  await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
}

export async function setLimits(
  engine: DockerEngine,
  { id, name }: { readonly id: string; readonly name: string },
  values: LimitValues,
  signal: AbortSignal,
): Promise<void> {
  await engine.call(`changing the limits of ${name}`, (docker) => docker.getContainer(id).update(values), { signal });
}
