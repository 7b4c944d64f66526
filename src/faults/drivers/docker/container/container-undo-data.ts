import type { RecordedEngine } from '../../../../docker/recorded-engine.ts';
import { parseRecordedEngine } from '../../../../docker/recorded-engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';

export const DOCKER_CONTAINER = 'docker-container';
/** 2: restart policies that were off meanwhile. */
export const DOCKER_CONTAINER_VERSION = 2;

export type ContainerFaultKind = 'kill' | 'stop' | 'pause' | 'restart';

/** A container as it stood before the fault. */
export interface VictimContainer {
  readonly instance: string;
  readonly service: string;
  readonly replica: number;
  /** Full. */
  readonly id: string;
  readonly name: string;
  /** Tells that run of it from a later one. */
  readonly startedAt: string;
  /** Off while the fault is held, and given back by its undo; `null`: it was not touched. */
  readonly policy: RestartPolicy | null;
}

/** As the engine has it. */
export interface RestartPolicy {
  readonly name: string;
  /** Of `on-failure`; 0: no limit. */
  readonly retries: number;
}

export interface ContainerUndoData {
  readonly kind: ContainerFaultKind;
  readonly engine: RecordedEngine;
  readonly project: string;
  /** `self`: only at the end of the run. */
  readonly restore: 'us' | 'self';
  readonly containers: readonly VictimContainer[];
}

/** As it stands in a record's `data`. */
export function containerUndoData({ kind, engine, project, restore, containers }: ContainerUndoData): Json {
  return {
    kind,
    engine: { ...engine },
    project,
    restore,
    containers: containers.map(({ policy, ...own }) => ({ ...own, policy: policy === null ? null : { ...policy } })),
  };
}

/** Throws a UserError for a record of a later version, or one that is damaged. */
export function parseContainerUndo({ data, driverVersion, id }: UndoRecord): ContainerUndoData {
  if (driverVersion > DOCKER_CONTAINER_VERSION) throw unreadable(id, `it is of version ${driverVersion}, which is newer than ours`);
  const engine = parseRecordedEngine(data);
  if (engine === null || !isObject(data)) throw unreadable(id, 'it names no engine');
  const { kind, project, restore, containers } = data;
  if (!isKind(kind) || typeof project !== 'string' || !isList(containers)) throw unreadable(id, 'fields are missing');
  const parsed = containers.map(parseContainer);
  if (!parsed.every((one) => one !== null)) throw unreadable(id, 'it does not name its containers');
  return { kind, engine, project, restore: restore === 'self' ? 'self' : 'us', containers: parsed };
}

function parseContainer(value: Json): VictimContainer | null {
  if (!isObject(value)) return null;
  const { instance, service, replica, id, name, startedAt } = value;
  if (typeof instance !== 'string' || typeof service !== 'string' || typeof replica !== 'number') return null;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof startedAt !== 'string') return null;
  return { instance, service, replica, id, name, startedAt, policy: parsePolicy(value['policy'] ?? null) };
}

function parsePolicy(value: Json): RestartPolicy | null {
  if (!isObject(value)) return null;
  const { name, retries } = value;
  return typeof name === 'string' && typeof retries === 'number' ? { name, retries } : null;
}

function isKind(value: Json | undefined): value is ContainerFaultKind {
  return value === 'kill' || value === 'stop' || value === 'pause' || value === 'restart';
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function unreadable(id: string, why: string): UserError {
  return new UserError(`the record ${id} cannot be undone here: ${why}`, {
    exitCode: EXIT.undoIncomplete,
    try: 'use the version that wrote it',
  });
}
