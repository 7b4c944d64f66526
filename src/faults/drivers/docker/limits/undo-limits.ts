import { isGone } from '../../../../docker/docker-call-error.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { LIMIT_FIELDS as FIELDS, parseLimitUndo } from './limit-undo-data.ts';
import type { LimitValues } from './limit-undo-data.ts';

/**
 * Gives the very containers that were recorded their limits back, looks whether they have them, and takes the markers away. Idempotent,
 * from any process. One that was removed took its limits along, and what stands in its place never had ours.
 */
export async function undoLimits(engine: DockerEngine, record: UndoRecord, signal: AbortSignal): Promise<void> {
  for (const { id, name, back } of parseLimitUndo(record)) {
    await setLimits(engine, { id, name }, back, signal).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    const now = (await inspectOrGone(engine, id, signal))?.HostConfig;
    const other = now === undefined ? [] : FIELDS.filter((field) => back[field] !== undefined && !isBack(field, now[field], back[field]));
    if (other.length > 0)
      throw new Error(`${name} has other limits than it is to have: ${other.map((field) => `${field} ${now?.[field]}`).join(', ')}`);
  }
  await removeMarkers(engine, { run: record.run, fault: record.fault ?? '' }, signal);
}

/** Engines say 0, -1 or nothing where there is no limit. */
function isBack(field: keyof LimitValues, now: number | null | undefined, back: number): boolean {
  // On a machine whose kernel counts no swap, engines make every limit of it -1.
  if (field === 'MemorySwap' && now === -1) return true;
  const limited = (value: number | null | undefined): number => Math.max(0, value ?? 0);
  return limited(now) === limited(back);
}

export async function setLimits(
  engine: DockerEngine,
  { id, name }: { readonly id: string; readonly name: string },
  values: LimitValues,
  signal: AbortSignal,
): Promise<void> {
  await engine.call(`changing the limits of ${name}`, (docker) => docker.getContainer(id).update(values), { signal });
}
