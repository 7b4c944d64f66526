import { numberAt, objectAt } from './untyped-json.ts';
import type { ContainerMeasurement } from '../events/container-state.ts';

/** More than any machine has. */
const MOST_BYTES = 2 ** 60;

/**
 * A sample of the engine's stats stream. CPU is the share of the machine's CPU time between this sample and the one before, times its
 * cores (as `docker stats` has it); memory is without the page cache that can be given back. `null` for a first sample, which has
 * nothing before it, and for a container that does not run.
 *
 * @param machineBytes the machine's memory: an engine gives that, or more than any machine has, where there is no limit
 */
export function parseStats(
  line: string,
  of: { readonly container: string; readonly service: string | null },
  machineBytes: number,
): ContainerMeasurement | null {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return null;
  }
  const cores = cpuCores(raw);
  const usage = numberAt(raw, 'memory_stats', 'usage');
  if (cores === null || !(usage > 0)) return null;
  // cgroup v1 calls it total_inactive_file, v2 inactive_file.
  const cache = numberAt(raw, 'memory_stats', 'stats', 'total_inactive_file') || numberAt(raw, 'memory_stats', 'stats', 'inactive_file');
  const limit = numberAt(raw, 'memory_stats', 'limit');
  const networks = Object.values(objectAt(raw, 'networks'));
  const sum = (key: string): number => networks.reduce<number>((bytes, one) => bytes + (numberAt(one, key) || 0), 0);
  return {
    ...of,
    cpuCores: cores,
    memoryBytes: usage - (cache < usage ? cache : 0),
    memoryLimitBytes: limit > 0 && limit < machineBytes && limit < MOST_BYTES ? limit : null,
    receivedBytes: sum('rx_bytes'),
    sentBytes: sum('tx_bytes'),
  };
}

/** Of a sample and the one before it; `null` where there is none before it. */
export function cpuCores(raw: unknown): number | null {
  const total = numberAt(raw, 'cpu_stats', 'cpu_usage', 'total_usage') - numberAt(raw, 'precpu_stats', 'cpu_usage', 'total_usage');
  const before = numberAt(raw, 'precpu_stats', 'system_cpu_usage');
  const system = numberAt(raw, 'cpu_stats', 'system_cpu_usage') - before;
  if (!(before > 0) || !(system > 0)) return null;
  const cores = numberAt(raw, 'cpu_stats', 'online_cpus') || 1;
  return Math.round((Math.max(0, total) / system) * cores * 1000) / 1000;
}
