import { readFile } from 'node:fs/promises';
import { parseProcStat } from './parse-proc-stat.ts';
import { readPsTable } from './ps-table.ts';
import { saysGone, withDescriptors } from './with-descriptors.ts';

/** What the kernel says of a process. */
export interface ProcessStat {
  readonly pid: number;
  /** `R` running, `S` and `D` sleeping, `T` stopped by a signal, `Z` dead and not yet reaped. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Differs between two processes that had the same number one after the other, also across a reboot. */
  readonly startTime: string;
}

/** `null` when there is no such process, or when it is dead and only waits to be reaped. Throws where that cannot be seen. */
export async function readProcessStat(pid: number): Promise<ProcessStat | null> {
  const stat = process.platform === 'linux' ? await fromProc(pid) : ((await readPsTable([pid]))[0] ?? null);
  return stat === null || isDead(stat.state) ? null : stat;
}

/** Zombies hold no port, take no traffic and need no undo. */
export function isDead(state: string): boolean {
  return state === 'Z' || state === 'X';
}

async function fromProc(pid: number): Promise<ProcessStat | null> {
  // One after the other: a single free descriptor is enough.
  const stat = await textOf(`/proc/${pid}/stat`);
  return stat === null ? null : parseProcStat(stat, (await textOf('/proc/sys/kernel/random/boot_id')) ?? '');
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await withDescriptors(() => readFile(path, 'utf8'));
  } catch (error) {
    if (saysGone(error)) return null;
    throw error;
  }
}
