import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { listProcesses } from './list-processes.ts';
import type { ProcessStat } from './process-stat.ts';
import { psFoundNone } from './ps-table.ts';
import { saysGone, withDescriptors } from './with-descriptors.ts';

export interface FoundProcess extends ProcessStat {
  /** `NAME=value` entries, as it was started with. */
  readonly environment: readonly string[];
}

/**
 * Processes that were started with all of these variables, our own excluded. Other users' cannot be read and are never listed, nor are
 * programs that write their title over their environment. Throws where one cannot be looked at for any other reason.
 */
export async function findByEnvironment(variables: Readonly<Record<string, string>>): Promise<FoundProcess[]> {
  const wanted = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const found: FoundProcess[] = [];
  for (const stat of await listProcesses()) {
    if (stat.pid === process.pid) continue;
    const environment = await environmentOf(stat.pid);
    if (wanted.every((entry) => environment.includes(entry))) found.push({ ...stat, environment });
  }
  return found;
}

const run = promisify(execFile);

/** Empty when the process is gone or not ours. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  try {
    if (process.platform === 'linux') return (await withDescriptors(() => readFile(`/proc/${pid}/environ`, 'utf8'))).split('\0');
    const { stdout } = await withDescriptors(() => run('ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]));
    return stdout.trim().split(/\s+/);
  } catch (error) {
    if (saysGone(error) || psFoundNone(error) || isForeign(error)) return [];
    throw error;
  }
}

function isForeign(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
