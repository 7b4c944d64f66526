import { parseUndoRecord } from '../journal/parse-undo-record.ts';
import type { UndoRecord } from '../journal/undo-record.ts';
import { DockerCallError, isGone } from './docker-call-error.ts';
import type { DockerEngine } from './engine.ts';
import { EXPIRES_LABEL, FAULT_LABEL, ROLE_LABEL, RUN_LABEL, UNDO_LABEL } from './labels.ts';
import { markImage } from './mark-image.ts';

const CONFLICT = 409;

/** What stands on the engine for a fault that changed a container's state: found there by whoever has none of our files. */
export interface Marker {
  readonly container: string;
  readonly run: string;
  readonly fault: string;
  readonly expiresAt: string;
  /** `null`: of a later version of this tool, or not ours after all. */
  readonly record: UndoRecord | null;
}

/** Before the deed. The record holds no secrets. */
export async function placeMarker(engine: DockerEngine, record: UndoRecord, signal: AbortSignal): Promise<void> {
  const image = await markImage(engine, signal);
  await engine.call(
    'placing a marker',
    (docker) =>
      docker.createContainer({
        Image: image,
        Cmd: ['never-started'],
        Labels: {
          [RUN_LABEL]: record.run,
          [ROLE_LABEL]: 'marker',
          [FAULT_LABEL]: record.fault ?? '',
          [EXPIRES_LABEL]: record.expiresAt,
          [UNDO_LABEL]: JSON.stringify(record),
        },
        HostConfig: { NetworkMode: 'none' },
      }),
    { signal },
  );
}

/** When the undo is proven. Idempotent. */
export async function removeMarkers(
  engine: DockerEngine,
  of: { readonly run: string; readonly fault: string },
  signal: AbortSignal,
): Promise<void> {
  const found = await list(engine, [`${RUN_LABEL}=${of.run}`, `${FAULT_LABEL}=${of.fault}`], signal);
  await Promise.all(found.map(({ Id }) => removeMarker(engine, Id, signal)));
}

/** Idempotent, also where two do it at once. */
export async function removeMarker(engine: DockerEngine, container: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call('removing a marker', (docker) => docker.getContainer(container).remove({ force: true }), { signal });
  } catch (error) {
    // 409: somebody else is taking it away at this moment; what was never started can be kept by nothing else.
    if (!isGone(error) && !(error instanceof DockerCallError && error.status === CONFLICT)) throw error;
  }
}

export async function listMarkers(engine: DockerEngine, signal: AbortSignal): Promise<readonly Marker[]> {
  const found = await list(engine, [], signal);
  return found.map(({ Id, Labels }) => ({
    container: Id,
    run: Labels[RUN_LABEL] ?? '',
    fault: Labels[FAULT_LABEL] ?? '',
    expiresAt: Labels[EXPIRES_LABEL] ?? '',
    record: recordIn(Labels[UNDO_LABEL] ?? ''),
  }));
}

function list(engine: DockerEngine, labels: readonly string[], signal: AbortSignal) {
  const filters = { label: [`${ROLE_LABEL}=marker`, ...labels] };
  return engine.call('looking for markers', (docker) => docker.listContainers({ all: true, filters }), { signal });
}

function recordIn(text: string): UndoRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? parseUndoRecord(Object.fromEntries(Object.entries(value))) : null;
  } catch {
    return null;
  }
}
