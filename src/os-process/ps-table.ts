import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessStat } from './process-stat.ts';
import { withDescriptors } from './with-descriptors.ts';

const run = promisify(execFile);

/** The process table where there is no /proc (macOS). `pids: null` lists all. Throws where it cannot be read. */
export async function readPsTable(pids: readonly number[] | null): Promise<ProcessStat[]> {
  const which = pids === null ? ['-A'] : ['-p', pids.join(',')];
  try {
    const columns = ['-o', 'pid=,ppid=,pgid=,sess=,state=,lstart='];
    const { stdout } = await withDescriptors(() => run('ps', [...which, ...columns], { env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' } }));
    return stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
  } catch (error) {
    if (psFoundNone(error)) return [];
    throw error;
  }
}

/** ps exits with 1 when none of the processes is there. */
export function psFoundNone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 1;
}

/** `4711  1  4711  0 Ss Sat Nov 21 13:09:21 2026` */
export function parsePsLine(line: string): ProcessStat | null {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S)\S*\s+(.+?)\s*$/.exec(line);
  const [, pid, parent, group, session, state, startTime] = match ?? [];
  if (state === undefined || startTime === undefined) return null;
  return { pid: Number(pid), parent: Number(parent), group: Number(group), session: Number(session), state, startTime };
}
