import { parseRecordedEngine } from '../../../../docker/recorded-engine.ts';
import type { RecordedEngine } from '../../../../docker/recorded-engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';
import type { LimitedProcess } from './descriptor-scripts.ts';

export const DOCKER_DESCRIPTORS = 'docker-descriptors';
export const DOCKER_DESCRIPTORS_VERSION = 1;

/** A container whose processes may open fewer files, and what each could before. */
export interface StarvedContainer {
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
  readonly had: readonly LimitedProcess[];
}

export interface DescriptorUndoData {
  readonly limit: number;
  /** Of the helper image. */
  readonly image: string;
  readonly containers: readonly StarvedContainer[];
}

/** As it stands in a record's `data`. */
export function descriptorUndoJson(engine: RecordedEngine, { limit, image, containers }: DescriptorUndoData): Json {
  const all = containers.map(({ id, name, startedAt, had }) => ({ id, name, startedAt, had: had.map((one) => ({ ...one })) }));
  return { engine: { ...engine }, limit, image, containers: all };
}

/** Throws a UserError for a record of a later version, or one that is damaged. */
export function parseDescriptorUndo({ id, driverVersion, data }: UndoRecord): DescriptorUndoData {
  const malformed = (why: string): UserError =>
    new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
  if (driverVersion > DOCKER_DESCRIPTORS_VERSION) throw malformed(`it is of version ${driverVersion}, which is newer than this shakedown`);
  if (parseRecordedEngine(data) === null || !isObject(data)) throw malformed('it names no engine');
  const { limit, image, containers } = data;
  if (typeof limit !== 'number' || typeof image !== 'string' || !Array.isArray(containers)) throw malformed('fields are missing');
  const parsed = containers.map(starved);
  if (parsed.includes(null)) throw malformed('it does not name its containers');
  return { limit, image, containers: parsed.filter((one) => one !== null) };
}

function starved(value: Json): StarvedContainer | null {
  if (!isObject(value)) return null;
  const { id, name, startedAt, had } = value;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof startedAt !== 'string' || !Array.isArray(had)) return null;
  const processes = had.map(limited);
  return processes.includes(null) ? null : { id, name, startedAt, had: processes.filter((one) => one !== null) };
}

function limited(value: Json): LimitedProcess | null {
  if (!isObject(value)) return null;
  const { pid, startTime, user, soft, hard } = value;
  if (typeof user !== 'string' || !/^\d+:\d+$/u.test(user)) return null;
  return typeof pid === 'number' && typeof startTime === 'string' && typeof soft === 'number' && typeof hard === 'number'
    ? { pid, startTime, user, soft, hard }
    : null;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
