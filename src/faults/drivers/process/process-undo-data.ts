import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../journal/undo-record.ts';
import type { ProcessIdentity } from '../../../os-process/process-identity.ts';

export const PROCESS_SIGNAL = 'process-signal';
export const PROCESS_SIGNAL_VERSION = 1;

export type ProcessFaultKind = 'kill' | 'pause' | 'restart';

/** A process as it stood before the fault. */
export interface VictimProcess extends ProcessIdentity {
  readonly instance: string;
}

export interface ProcessUndoData {
  readonly kind: ProcessFaultKind;
  readonly processes: readonly VictimProcess[];
}

/** As it stands in a record's `data`. */
export function processUndoData({ kind, processes }: ProcessUndoData): Json {
  return { kind, processes: processes.map(({ instance, pid, startTime }) => ({ instance, pid, startTime })) };
}

/** Throws a UserError for a record that is not one of ours, or of a later version. */
export function parseProcessUndo({ id, driverVersion, data }: UndoRecord): ProcessUndoData {
  if (driverVersion > PROCESS_SIGNAL_VERSION) throw malformed(id, `it is of version ${driverVersion}, which is newer than this shakedown`);
  if (!isObject(data)) throw malformed(id, 'it holds no data');
  const { kind, processes } = data;
  if (kind !== 'kill' && kind !== 'pause' && kind !== 'restart') throw malformed(id, 'it names no kind');
  if (!Array.isArray(processes)) throw malformed(id, 'it names no processes');
  return { kind, processes: processes.map((one: Json) => victim(one) ?? raise(malformed(id, 'one of its processes is incomplete'))) };
}

function victim(value: Json): VictimProcess | null {
  if (!isObject(value)) return null;
  const { instance, pid, startTime } = value;
  return typeof instance === 'string' && typeof pid === 'number' && typeof startTime === 'string' ? { instance, pid, startTime } : null;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(id: string, why: string): UserError {
  return new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
}

function raise(error: Error): never {
  throw error;
}
