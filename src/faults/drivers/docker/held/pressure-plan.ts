import type { MemoryPressureSettings } from '../../../resource-settings.ts';
import { formatPercentage } from '../../../../units/percentage.ts';
import { mebibytes } from './fill-plan.ts';

/** Of a machine's memory, this much stays free where the container has no limit of its own. */
const RESERVE_SHARE = 0.05;
const RESERVE_BYTES = 512 * 2 ** 20;
const MEBIBYTE = 2 ** 20;

export interface MemoryInUse {
  readonly heldBytes: number;
  /** `null`: it has none, and may take all of the machine's. */
  readonly limitBytes: number | null;
}

export type PressurePlan = { readonly bytes: number } | { readonly refused: string; readonly try: string };

/** Pure: how much to hold, never beyond the container's limit nor the machine's reserve. `machine` is its /proc/meminfo. */
export function planPressure({ amount }: MemoryPressureSettings, { heldBytes, limitBytes }: MemoryInUse, machine: string): PressurePlan {
  const no = (refused: string, advice: string): PressurePlan => ({ refused, try: advice });
  const kibibytes = (key: string): number => Number(new RegExp(String.raw`^${key}:\s+(\d+) kB$`, 'mu').exec(machine)?.[1] ?? 0);
  if ('share' in amount && limitBytes === null)
    return no('it has no memory limit of which that could be a share', 'say how much: `amount: 64MiB`');
  const wanted = 'share' in amount ? amount.share * (limitBytes ?? 0) - heldBytes : amount.bytes;
  const bytes = Math.floor(wanted / MEBIBYTE) * MEBIBYTE;
  if (bytes <= 0) {
    const goal = 'share' in amount ? formatPercentage(amount.share) : mebibytes(amount.bytes);
    return no(
      `it holds ${mebibytes(heldBytes)} of ${mebibytes(limitBytes ?? 0)} already, and ${goal} asks for less than 1MiB more`,
      'ask for more',
    );
  }
  if (limitBytes !== null && heldBytes + bytes > limitBytes)
    return no(
      `it holds ${mebibytes(heldBytes)} of ${mebibytes(limitBytes)}, and ${mebibytes(bytes)} more are beyond that: the kernel would kill a process of it at once`,
      'ask for less, or use `memory_limit` or `kill`',
    );
  const free = kibibytes('MemAvailable') * 1024;
  const reserve = Math.max(kibibytes('MemTotal') * 1024 * RESERVE_SHARE, RESERVE_BYTES);
  if (free - bytes < reserve)
    return no(
      `the machine has ${mebibytes(free)} of memory free, of which ${mebibytes(reserve)} stay so, and the fault takes ${mebibytes(bytes)}`,
      'ask for less',
    );
  return { bytes };
}
