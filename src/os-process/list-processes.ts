import { readdir } from 'node:fs/promises';
import type { ProcessStat } from './process-stat.ts';
import { isDead, readProcessStat } from './process-stat.ts';
import { readPsTable } from './ps-table.ts';

/** Every process that lives now. */
export async function listProcesses(): Promise<ProcessStat[]> {
  if (process.platform !== 'linux') return (await readPsTable(null)).filter((stat) => !isDead(stat.state));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => readProcessStat(pid)));
  return stats.filter((stat) => stat !== null);
}
