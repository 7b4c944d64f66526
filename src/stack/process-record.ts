import type { ProcessIdentity } from '../os-process/process-identity.ts';
import { RUN_MARKER } from '../os-process/process-marker.ts';
import type { UndoRecord } from '../journal/undo-record.ts';

export const PROCESS_STACK = 'process-stack';
export const PROCESS_STACK_VERSION = 1;

export interface StartedProcess {
  readonly run: string;
  readonly instance: string;
  /** `null` before the spawn: from then on it can be found by its marker. */
  readonly identity: ProcessIdentity | null;
  readonly stopTimeoutMs: number;
  readonly expiresAt: Date;
}

/** What must be written down before an instance is spawned, and again when its number is known. */
export function processRecord({ run, instance, identity, stopTimeoutMs, expiresAt }: StartedProcess): UndoRecord {
  const what = identity === null ? 'about to start' : `process group ${identity.pid}`;
  return {
    v: 1,
    id: `process:${instance}`,
    run,
    fault: null,
    driver: PROCESS_STACK,
    driverVersion: PROCESS_STACK_VERSION,
    describe: `end ${instance} (${what})`,
    manual: identity === null ? [findByMarker(run)] : [`kill -TERM -- -${identity.pid}`, findByMarker(run)],
    expiresAt: expiresAt.toISOString(),
    data: { instance, pid: identity?.pid ?? null, startTime: identity?.startTime ?? null, stopTimeoutMs },
  };
}

/** Lists what still carries the marker of the run. */
function findByMarker(run: string): string {
  return process.platform === 'linux'
    ? `grep -laz '^${RUN_MARKER}=${run}$' /proc/[0-9]*/environ`
    : `ps -axEww | grep '${RUN_MARKER}=${run}'`;
}
