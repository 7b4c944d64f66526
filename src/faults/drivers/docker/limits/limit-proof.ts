import type { ContainerFigures } from '../../../../docker/container-figures.ts';
import type { FaultSettings } from '../../../fault-settings.ts';
import type { Finding } from '../findings.ts';
import type { LimitValues } from './limit-undo-data.ts';

/** More than its quota, for what a period that begins late may add. */
const CPU_SLACK = 1.5;
const CPU_SLACK_CORES = 0.05;
/** Kernels keep limits of memory in whole pages. */
const PAGE_SLACK_BYTES = 65_536;

export const WHAT: { readonly [K in 'cpu_throttle' | 'memory_limit' | 'pids_limit']: { readonly what: string; readonly unit: string } } = {
  cpu_throttle: { what: 'CPU used', unit: 'cores' },
  memory_limit: { what: 'memory limit of its cgroup', unit: 'bytes' },
  pids_limit: { what: 'pids limit of its cgroup', unit: 'processes' },
};

/** A container as it is looked at: its cgroup's figures, and how many periods had been throttled before the fault. */
export interface Look {
  readonly name: string;
  readonly figures: ContainerFigures;
  readonly throttledBefore: number;
}

/** Pure. Does its cgroup show the limit that was `set`? */
export function limitBites(settings: FaultSettings, set: LimitValues, look: Look): Finding {
  const { name, figures } = look;
  switch (settings.type) {
    case 'cpu_throttle': {
      // Who was throttled, and asks for less now, has the fault all the same: that the limit stands, the engine says.
      const since = throttledSince(look);
      const isWithin = figures.cpuCores <= settings.cpus * CPU_SLACK + CPU_SLACK_CORES;
      const used = `${name} used ${figures.cpuCores} cores`;
      if (since === 0) return finding(false, figures.cpuCores, `${used}, and no period of its was throttled: it asked for no more`);
      return finding(
        isWithin,
        figures.cpuCores,
        `${used}, throttled in ${figures.periods.throttled} of ${figures.periods.all} periods (${since} since the fault began)`,
      );
    }
    case 'memory_limit': {
      const limit = figures.memoryLimitBytes;
      return finding(isNear(limit, set.Memory ?? 0), limit, `${name}: ${limit} bytes, of which ${figures.memoryBytes} are in use`);
    }
    case 'pids_limit': {
      const limit = figures.pidsLimit;
      return finding(limit === set.PidsLimit, limit, `${name}: ${limit ?? 'none'}, and it has ${figures.pids}`);
    }
    default:
      throw new Error(`${settings.type} is no limit`);
  }
}

/** Pure. Does it show what it was given `back`? */
export function limitIsBack(settings: FaultSettings, back: LimitValues, look: Look): Finding {
  const { name, figures } = look;
  switch (settings.type) {
    case 'cpu_throttle': {
      const hadQuota = (back.NanoCpus ?? back.CpuQuota ?? -1) > 0;
      const { throttled } = figures.periods;
      const words = `${name} used ${figures.cpuCores} cores, with ${throttled} periods throttled${hadQuota ? ' by the quota that it had before' : ''}`;
      return finding(hadQuota || throttled === 0, figures.cpuCores, words);
    }
    case 'memory_limit': {
      const limit = figures.memoryLimitBytes;
      return finding(isNear(limit, back.Memory ?? 0) || limit > (back.Memory ?? 0), limit, `${name}: ${limit} bytes`);
    }
    case 'pids_limit': {
      const limit = figures.pidsLimit;
      const before = (back.PidsLimit ?? -1) > 0 ? (back.PidsLimit ?? null) : null;
      return finding(limit === before, limit, `${name}: ${limit ?? 'none'}`);
    }
    default:
      throw new Error(`${settings.type} is no limit`);
  }
}

/** A container that was started anew counts from 0. */
function throttledSince({ figures, throttledBefore }: Look): number {
  return figures.throttledPeriods < throttledBefore ? figures.throttledPeriods : figures.throttledPeriods - throttledBefore;
}

function isNear(bytes: number, other: number): boolean {
  return Math.abs(bytes - other) <= PAGE_SLACK_BYTES;
}

function finding(holds: boolean, value: number | null, words: string): Finding {
  return { holds, value, words };
}
