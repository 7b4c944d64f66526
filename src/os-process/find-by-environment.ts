import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { listProcesses } from './list-processes.ts';
import type { ProcessStat } from './process-stat.ts';

export interface FoundProcess extends ProcessStat {
  /** `NAME=value` entries, as it was started with. */
  readonly environment: readonly string[];
}

/**
 * Processes that were started with all of these variables, our own excluded. Other users' cannot be read and are never listed, nor are
 * programs that write their title over their environment.
 */
export async function findByEnvironment(variables: Readonly<Record<string, string>>): Promise<FoundProcess[]> {
  const wanted = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const found = await Promise.all(
    (await listProcesses()).map(async (stat) => {
      if (stat.pid === process.pid) return [];
      const environment = await environmentOf(stat.pid);
      return wanted.every((entry) => environment.includes(entry)) ? [{ ...stat, environment }] : [];
    }),
  );
  return found.flat();
}

/** Empty when the process is gone or not ours. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const { stdout } = await promisify(execFile)('ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.trim().split(/\s+/);
  } catch {
    return [];
  }
}
