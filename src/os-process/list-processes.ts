import { readdir } from 'node:fs/promises';
import type { ProcessStat } from './process-stat.ts';
import { isDead, readProcessStat } from './process-stat.ts';
import { readPsTable } from './ps-table.ts';
import { withDescriptors } from './with-descriptors.ts';

/** Every process that lives now. Throws where that cannot be seen. */
export async function listProcesses(): Promise<ProcessStat[]> {
  if (process.platform !== 'linux') return (await readPsTable(null)).filter((stat) => !isDead(stat.state));
  const pids = (await withDescriptors(() => readdir('/proc'))).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats: ProcessStat[] = [];
  // One after the other, which is no slower: so none takes the last descriptor from another.
  for (const pid of pids) {
    const stat = await readProcessStat(pid);
    if (stat !== null) stats.push(stat);
  }
  return stats;
}
