import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { listProcesses } from './list-processes.ts';
import type { ProcessRole } from './process-marker.ts';
import { markerEnvironment } from './process-marker.ts';
import type { ProcessStat } from './process-stat.ts';

/**
 * Processes of a run in a role, by the marker in the environment with which they were started: also those that left their process group
 * or lost their parent. `also`: further variables that they must have. Other users' processes cannot be read and are never listed, nor are programs that write
 * their title over their environment.
 */
export async function listMarkedProcesses(
  run: string,
  role: ProcessRole,
  also: Readonly<Record<string, string>> = {},
): Promise<ProcessStat[]> {
  const wanted = Object.entries({ ...markerEnvironment(run, role), ...also }).map(([name, value]) => `${name}=${value}`);
  const found = await Promise.all(
    (await listProcesses()).map(async (stat) => {
      if (stat.pid === process.pid) return [];
      const environment = await environmentOf(stat.pid);
      return wanted.every((entry) => environment.includes(entry)) ? [stat] : [];
    }),
  );
  return found.flat();
}

/** `NAME=value` entries; empty when the process is gone or not ours. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const { stdout } = await promisify(execFile)('ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.trim().split(/\s+/);
  } catch {
    return [];
  }
}
