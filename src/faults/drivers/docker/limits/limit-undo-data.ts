import { parseRecordedEngine } from '../../../../docker/recorded-engine.ts';
import type { RecordedEngine } from '../../../../docker/recorded-engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';

export const DOCKER_LIMITS = 'docker-limits';
export const DOCKER_LIMITS_VERSION = 1;

/** Fields of the engine's `POST /containers/{id}/update`. */
export interface LimitValues {
  readonly NanoCpus?: number;
  readonly CpuQuota?: number;
  readonly Memory?: number;
  readonly MemorySwap?: number;
  readonly PidsLimit?: number;
}

export const LIMIT_FIELDS = ['NanoCpus', 'CpuQuota', 'Memory', 'MemorySwap', 'PidsLimit'] as const;

/** A container whose limits were changed, and what gives them back. */
export interface LimitedContainer {
  readonly instance: string;
  readonly id: string;
  readonly name: string;
  readonly back: LimitValues;
}

/** As it stands in a record's `data`. */
export function limitUndoJson(engine: RecordedEngine, containers: readonly LimitedContainer[]): Json {
  return {
    engine: { ...engine },
    containers: containers.map(({ instance, id, name, back }) => ({ instance, id, name, back: { ...back } })),
  };
}

/** Throws a UserError for a record of a later version, or one that is damaged. */
export function parseLimitUndo({ id, driverVersion, data }: UndoRecord): readonly LimitedContainer[] {
  const malformed = (why: string): UserError =>
    new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
  if (driverVersion > DOCKER_LIMITS_VERSION) throw malformed(`it is of version ${driverVersion}, which is newer than this shakedown`);
  if (parseRecordedEngine(data) === null || !isObject(data)) throw malformed('it names no engine');
  const { containers } = data;
  const parsed = Array.isArray(containers) ? containers.map(limited) : [];
  if (parsed.length === 0 || parsed.includes(null)) throw malformed('it does not name its containers and their limits');
  return parsed.filter((one) => one !== null);
}

function limited(value: Json): LimitedContainer | null {
  if (!isObject(value) || !isObject(value['back'] ?? null)) return null;
  const { instance, id, name, back } = value;
  if (typeof instance !== 'string' || typeof id !== 'string' || typeof name !== 'string' || !isObject(back ?? null)) return null;
  const found = LIMIT_FIELDS.flatMap((field) => {
    const number = isObject(back) ? back[field] : null;
    return typeof number === 'number' ? [[field, number] as const] : [];
  });
  return found.length === 0 ? null : { instance, id, name, back: Object.fromEntries(found) };
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
