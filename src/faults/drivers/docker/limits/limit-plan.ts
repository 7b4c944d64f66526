import type { ContainerFigures } from '../../../../docker/container-figures.ts';
import type { FaultSettings } from '../../../fault-settings.ts';
import { formatByteSize } from '../../../../units/byte-size.ts';
import type { LimitValues } from './limit-undo-data.ts';

/** A container's limits as the engine has them; 0 where there is none (−1 for swap without a limit). */
export interface PresentLimits {
  readonly nanoCpus: number;
  readonly cpuQuota: number;
  readonly cpuPeriod: number;
  readonly memory: number;
  readonly memorySwap: number;
  readonly memoryReservation: number;
  readonly pids: number;
}

export interface Machine {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** What to ask the engine for, and what gives back what was; or why that makes no sense, with both numbers. */
export type LimitPlan =
  | { readonly set: LimitValues; readonly back: LimitValues; readonly words: string }
  | { readonly refused: string; readonly try: string };

const DEFAULT_PERIOD_US = 100_000;
/** The kernel's own least. */
const LEAST_QUOTA_US = 1_000;

/** Pure. `figures` are of now: a limit of memory must not lie below what is held. */
export function planLimit(settings: FaultSettings, present: PresentLimits, figures: ContainerFigures, machine: Machine): LimitPlan {
  switch (settings.type) {
    case 'cpu_throttle':
      return planCpu(settings.cpus, present, machine);
    case 'memory_limit':
      return planMemory(settings.limitBytes, present, figures, machine);
    case 'pids_limit':
      return planPids('limit' in settings.most ? settings.most.limit : figures.pids + settings.most.left, present);
    default:
      throw new Error(`${settings.type} is no limit`);
  }
}

/** Of `--cpus` and `--cpu-quota` an engine takes the one that a container has, and refuses the other. */
function planCpu(cpus: number, { nanoCpus, cpuQuota, cpuPeriod }: PresentLimits, machine: Machine): LimitPlan {
  const period = cpuPeriod > 0 ? cpuPeriod : DEFAULT_PERIOD_US;
  const now = nanoCpus > 0 ? nanoCpus / 1e9 : cpuQuota > 0 ? cpuQuota / period : machine.cpus;
  if (cpus >= now)
    return { refused: `it may use ${now} cores as it is, and the fault would let it use ${cpus}`, try: 'give it fewer `cpus`' };
  const words = `${now} cores before`;
  if (nanoCpus > 0) return { set: { NanoCpus: Math.round(cpus * 1e9) }, back: { NanoCpus: nanoCpus }, words };
  const quota = Math.round(cpus * period);
  if (quota < LEAST_QUOTA_US)
    return {
      refused: `of its period of ${period} µs, ${cpus} cores are ${quota} µs, and the kernel takes no less than 1000`,
      try: 'give it more `cpus`',
    };
  return { set: { CpuQuota: quota }, back: { CpuQuota: cpuQuota > 0 ? cpuQuota : -1 }, words };
}

/** Memory and swap together: else what does not fit goes to swap, and nothing is short. */
function planMemory(limit: number, present: PresentLimits, figures: ContainerFigures, machine: Machine): LimitPlan {
  const held = figures.memoryBytes;
  const now = present.memory > 0 ? present.memory : machine.memoryBytes;
  const asked = formatByteSize(limit);
  if (limit < held)
    return {
      refused: `it holds ${mebibytes(held)} now, and the fault would let it hold ${asked}: the kernel would refuse, or kill it at once`,
      try: 'give it a higher `limit`, or use `kill` if that is what you mean',
    };
  if (limit >= now)
    return { refused: `it may hold ${mebibytes(now)} as it is, and the fault would let it hold ${asked}`, try: 'give it a lower `limit`' };
  if (limit < present.memoryReservation)
    return {
      refused: `${mebibytes(present.memoryReservation)} are reserved for it, and the fault would let it hold ${asked}`,
      try: 'give it a higher `limit`',
    };
  const back =
    present.memory > 0
      ? { Memory: present.memory, MemorySwap: present.memorySwap === 0 ? -1 : present.memorySwap }
      : // An engine takes no limit away: 0 means "as it is". All of the machine's is as good as none.
        { Memory: machine.memoryBytes, MemorySwap: 2 * machine.memoryBytes };
  return { set: { Memory: limit, MemorySwap: limit }, back, words: present.memory > 0 ? `${mebibytes(now)} before` : 'no limit before' };
}

function planPids(limit: number, { pids }: PresentLimits): LimitPlan {
  if (pids > 0 && limit >= pids)
    return { refused: `it may have ${pids} processes as it is, and the fault would let it have ${limit}`, try: 'give it a lower `limit`' };
  return { set: { PidsLimit: limit }, back: { PidsLimit: pids > 0 ? pids : -1 }, words: pids > 0 ? `${pids} before` : 'no limit before' };
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)}MiB`;
}
