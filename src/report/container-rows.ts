import { mergedBins } from '../events/container-series.ts';
import type { ContainerBin } from '../events/container-series.ts';
import type { ContainerState } from '../events/container-state.ts';
import type { ContainerRow } from './report.ts';
import { at } from './fault-row.ts';

/** Of all containers together: a report of hours with many of them stays one that can be mailed. */
export const MOST_POINTS = 7_000;

export function containerRows(containers: readonly ContainerState[]): ContainerRow[] {
  const points = containers.reduce((sum, { series }) => sum + series.bins.length, 0);
  const merged = Math.max(1, Math.ceil(points / MOST_POINTS));
  return containers.map((container) => containerRow(container, merged));
}

/** `merged`: how many bins of its series make one point. */
function containerRow(
  { name, id, service, status, health, exitCode, lifecycle, measured, usage, series }: ContainerState,
  merged: number,
): ContainerRow {
  const count = (change: string): number => lifecycle.filter((one) => one.change === change).length;
  const { cpuCoresSum, cpuCoresMax, memoryBytesSum, memoryBytesMax } = usage;
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
    cpuCores: usage.count === 0 ? null : { mean: thousandths(cpuCoresSum / usage.count), max: cpuCoresMax },
    memoryBytes: usage.count === 0 ? null : { mean: Math.round(memoryBytesSum / usage.count), max: memoryBytesMax },
    memoryLimitBytes: measured?.memoryLimitBytes ?? null,
    series: inGroups(series.bins, merged).map((bin) => ({
      atMs: Math.round(bin.atMs),
      cpuCores: bin.count === 1 ? bin.cpuCores : thousandths(bin.cpuCores),
      memoryBytes: Math.round(bin.memoryBytes),
      receivedBytes: bin.receivedBytes,
      sentBytes: bin.sentBytes,
    })),
  };
}

/** Of neighbours only: over a time in which a container did not run nothing has a mean. */
function inGroups(bins: readonly ContainerBin[], most: number): readonly ContainerBin[] {
  if (most === 1) return bins;
  const groups: ContainerBin[][] = [];
  for (const bin of bins) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group === undefined || before === undefined || group.length === most || bin.fromS - before.toS > 1) groups.push([bin]);
    else group.push(bin);
  }
  return groups.map(mergedBins);
}

/** To a thousandth of a core. */
function thousandths(cores: number): number {
  return Math.round(cores * 1000) / 1000;
}
