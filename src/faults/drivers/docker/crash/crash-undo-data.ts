import { parseRecordedEngine, recordedEngine } from '../../../../docker/recorded-engine.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';

export const DOCKER_CRASH = 'docker-crash';
export const DOCKER_CRASH_VERSION = 1;

/** A container as it stood before it was crashed; its labels find what stands in its place. */
export interface CrashedContainer {
  readonly instance: string;
  readonly id: string;
  readonly service: string;
  readonly replica: number;
  readonly startedAt: string;
}

export interface CrashUndoData {
  readonly project: string;
  readonly containers: readonly CrashedContainer[];
}

/** As it stands in a record's `data`. */
export function crashUndoJson(engine: DockerEngine, { project, containers }: CrashUndoData): Json {
  const own = containers.map(({ instance, id, service, replica, startedAt }) => ({ instance, id, service, replica, startedAt }));
  return { engine: { ...recordedEngine(engine) }, project, containers: own };
}

/** Throws a UserError for a record that is not one of ours, or of a later version. */
export function parseCrashUndo({ id, driverVersion, data }: UndoRecord): CrashUndoData {
  const malformed = (why: string): UserError =>
    new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
  if (driverVersion > DOCKER_CRASH_VERSION) throw malformed(`it is of version ${driverVersion}, which is newer than this shakedown`);
  if (parseRecordedEngine(data) === null || !isObject(data)) throw malformed('it names no engine');
  const { project, containers } = data;
  if (typeof project !== 'string' || !Array.isArray(containers)) throw malformed('it names no containers');
  const parsed = containers.map(crashed);
  if (parsed.includes(null)) throw malformed('one of its containers is incomplete');
  return { project, containers: parsed.filter((one) => one !== null) };
}

function crashed(value: Json): CrashedContainer | null {
  if (!isObject(value)) return null;
  const { instance, id, service, replica, startedAt } = value;
  if (typeof instance !== 'string' || typeof id !== 'string' || typeof service !== 'string') return null;
  return typeof replica === 'number' && typeof startedAt === 'string' ? { instance, id, service, replica, startedAt } : null;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
