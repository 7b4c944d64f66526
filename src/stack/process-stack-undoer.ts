import type { Json, UndoRecord, Undoer } from '../journal/undo-record.ts';
import { endProcesses } from './end-processes.ts';
import { PROCESS_STACK, PROCESS_STACK_VERSION } from './process-record.ts';

/** Below the limit that a replay gives each record. */
const LONGEST_GRACE_MS = 15_000;

/** Ends what a run started, from any process: by process group where that is still the one recorded, and by marker. */
export function processStackUndoer(): Undoer {
  return {
    id: PROCESS_STACK,
    async undo(record, signal) {
      const { instance, leader, stopTimeoutMs } = parse(record);
      const grace = Math.min(stopTimeoutMs, LONGEST_GRACE_MS);
      await endProcesses({ run: record.run, instance, leader, orphans: [], stopTimeoutMs: grace }, signal);
    },
  };
}

function parse({ driverVersion, data }: UndoRecord) {
  if (driverVersion > PROCESS_STACK_VERSION)
    throw new Error(`the record is of ${PROCESS_STACK} version ${driverVersion}, which is newer than ours`);
  if (!isObject(data) || typeof data['instance'] !== 'string') throw new Error('the record does not name an instance');
  const { instance, pid, startTime, stopTimeoutMs } = data;
  return {
    instance,
    leader: typeof pid === 'number' && typeof startTime === 'string' ? { pid, startTime } : null,
    stopTimeoutMs: typeof stopTimeoutMs === 'number' ? stopTimeoutMs : 0,
  };
}

function isObject(data: Json): data is { readonly [key: string]: Json } {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
