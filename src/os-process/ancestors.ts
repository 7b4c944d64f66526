import { readProcessStat } from './process-stat.ts';

/** More than any shell, npm and runner stack up. */
const MOST = 32;

/** The process that started this one, the one that started that, and so on; the first of all (1) is left out. */
export async function ancestorsOf(pid: number): Promise<readonly number[]> {
  const found: number[] = [];
  let next = (await readProcessStat(pid))?.parent ?? 0;
  while (next > 1 && found.length < MOST) {
    found.push(next);
    next = (await readProcessStat(next))?.parent ?? 0;
  }
  return found;
}

/** Whether there is a process of that number, ours or not. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
