import type { ContainerState } from '../events/container-state.ts';
import type { ContainerRow } from './report.ts';
import { at } from './fault-row.ts';

export function containerRow({ name, id, service, status, health, exitCode, lifecycle, measurements }: ContainerState): ContainerRow {
  const cpu = measurements.map(({ cpuCores }) => cpuCores);
  const memory = measurements.map(({ memoryBytes }) => memoryBytes);
  const last = measurements.at(-1);
  const count = (change: string): number => lifecycle.filter((one) => one.change === change).length;
  return {
    name,
    id,
    service,
    status,
    health,
    exitCode,
    deaths: count('died'),
    oomKills: count('oom-killed'),
    starts: count('started'),
    lifecycle: lifecycle.map((one) => ({ ...one, atMs: at(one.atMs) ?? 0 })),
    cpuCores: cpu.length === 0 ? null : { mean: mean(cpu), max: most(cpu) },
    memoryBytes: memory.length === 0 ? null : { mean: Math.round(mean(memory)), max: most(memory) },
    memoryLimitBytes: last?.memoryLimitBytes ?? null,
    series: measurements.map(({ atMs, cpuCores, memoryBytes, receivedBytes, sentBytes }) => ({
      atMs: Math.round(atMs),
      cpuCores,
      memoryBytes,
      receivedBytes,
      sentBytes,
    })),
  };
}

/** To a thousandth of a core. */
function mean(values: readonly number[]): number {
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1000) / 1000;
}

function most(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}
