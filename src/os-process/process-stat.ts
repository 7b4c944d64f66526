import { readFile } from 'node:fs/promises';
import { parseProcStat } from './parse-proc-stat.ts';
import { readPsTable } from './ps-table.ts';

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

/** `null` when there is no such process, or when it is dead and only waits to be reaped. */
export async function readProcessStat(pid: number): Promise<ProcessStat | null> {
  const stat = process.platform === 'linux' ? await fromProc(pid) : ((await readPsTable([pid]))[0] ?? null);
  return stat === null || isDead(stat.state) ? null : stat;
}

/** Zombies hold no port, take no traffic and need no undo. */
export function isDead(state: string): boolean {
  return state === 'Z' || state === 'X';
}

async function fromProc(pid: number): Promise<ProcessStat | null> {
  try {
    const [stat, bootId] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ]);
    return parseProcStat(stat, bootId);
  } catch {
    return null;
  }
}
