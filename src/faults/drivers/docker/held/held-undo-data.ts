import type { DockerEngine } from '../../../../docker/engine.ts';
import { parseRecordedEngine, recordedEngine } from '../../../../docker/recorded-engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';

export const DOCKER_HELD = 'docker-held';
export const DOCKER_HELD_VERSION = 1;

/** Helpers are found by their labels: a record only has to say on which engine. */
export function heldUndoJson(engine: DockerEngine): Json {
  return { engine: { ...recordedEngine(engine) } };
}

/** Throws a UserError for a record of a later version, or one that is damaged. */
export function checkHeldUndo({ id, driverVersion, data }: UndoRecord): void {
  const why =
    driverVersion > DOCKER_HELD_VERSION
      ? `it is of version ${driverVersion}, which is newer than this shakedown`
      : parseRecordedEngine(data) === null
        ? 'it names no engine'
        : null;
  if (why !== null) throw new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
}
