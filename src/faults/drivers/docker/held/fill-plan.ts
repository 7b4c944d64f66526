import type { DiskFillSettings } from '../../../resource-settings.ts';
import { formatPercentage } from '../../../../units/percentage.ts';
import type { DiskSight } from './disk-sight.ts';

/** Of the engine's disk, and of one that others share, this much always stays free. */
export const RESERVE_SHARE = 0.05;
export const RESERVE_BYTES = 2 * 2 ** 30;
/** Of the machine's free memory, what a memory disk may be filled with. */
const MEMORY_SHARE = 0.5;

/** Whose a filesystem is: the container's alone, or whose beside it, in words that end a sentence. */
export type DiskOwner = { readonly own: true } | { readonly own: false; readonly why: string };

export type FillPlan = { readonly bytes: number } | { readonly refused: string; readonly try: string };

/** What is mounted at a filesystem's mount point, as the engine says; `null`: nothing that it knows of. */
export interface EngineMount {
  readonly type: string;
  /** Other containers that have the same volume. */
  readonly sharedWith: readonly string[];
}

/** Pure. Nothing is the container's alone that cannot be told from the engine's disk. */
export function diskOwner({ mount, engineDevice }: DiskSight, atPoint: EngineMount | null): DiskOwner {
  const shared = (why: string): DiskOwner => ({ own: false, why });
  if (mount.point === '/') return shared('its own files lie on the engine’s disk');
  if (atPoint?.type === 'bind') return shared(`${mount.point} is a folder of the engine’s machine`);
  if (atPoint !== null && atPoint.sharedWith.length > 0)
    return shared(`${mount.point} is a volume of ${atPoint.sharedWith.join(', ')} too`);
  if (engineDevice === null) return shared(`${mount.point} cannot be told from the engine’s disk`);
  if (mount.device === engineDevice) return shared(`${mount.point} lies on the engine’s disk`);
  return { own: true };
}

/** Pure: how many bytes take the filesystem to where the settings want it, or why none will, with the numbers. */
export function planFill(settings: DiskFillSettings, sight: DiskSight, owner: DiskOwner, allowHostDisk: boolean): FillPlan {
  const { path, until, atMostBytes } = settings;
  const { freeBytes, usedBytes, totalBytes, inodes, mount } = sight;
  const size = usedBytes + freeBytes;
  const no = (refused: string, advice: string): FillPlan => ({ refused, try: advice });
  if (totalBytes === 0 || mount.type === 'proc' || mount.type === 'sysfs')
    return no(`${path} is no disk (${mount.type})`, 'name a folder on one');
  if (mount.isReadOnly) return no(`${path} is mounted read-only: nothing can fill it`, 'name a folder that it can write to');
  if (mount.type === 'tmpfs' && !mount.hasSize)
    return no(
      `${path} is a memory disk without a size: what fills it is the machine’s memory`,
      'give it a size in the compose file, or use `memory_pressure`',
    );
  const left = 'leftBytes' in until ? until.leftBytes : size - Math.ceil(until.usedShare * size);
  const bytes = freeBytes - left;
  if (bytes <= 0 || freeBytes === 0) {
    const used = formatPercentage(Math.round((usedBytes / size) * 1000) / 1000);
    return no(`${path} is full already: ${used} is used, and ${mebibytes(freeBytes)} are free`, 'make room first, or choose a higher goal');
  }
  if (!owner.own) {
    const reserve = Math.max(totalBytes * RESERVE_SHARE, RESERVE_BYTES);
    if (!allowHostDisk)
      return no(
        owner.why,
        'give the container a disk of its own there, or, if you mean that one: `safety: { allowHostDisk: true }` and `atMost`',
      );
    if (atMostBytes === null)
      return no(`${owner.why}, and the fault does not say how much it may take`, 'give it `atMost: 1GiB`, for instance');
    if (left < reserve)
      return no(
        `${owner.why}, and ${mebibytes(Math.max(0, left))} of ${mebibytes(totalBytes)} would be left: ${mebibytes(reserve)} stay free (${formatPercentage(RESERVE_SHARE)}, and 2GiB at least)`,
        'choose a lower goal',
      );
    if (inodes.total > 0 && inodes.free < inodes.total * RESERVE_SHARE)
      return no(
        `${owner.why}, and of its inodes ${inodes.free} of ${inodes.total} are free: ${formatPercentage(RESERVE_SHARE)} stay so`,
        'make room first',
      );
  }
  if (atMostBytes !== null && bytes > atMostBytes)
    return no(
      `${path} takes ${mebibytes(bytes)} until there, and \`atMost\` is ${mebibytes(atMostBytes)}`,
      'raise `atMost`, or choose a lower goal',
    );
  if (mount.type === 'tmpfs' && bytes > sight.memoryFreeBytes * MEMORY_SHARE)
    return no(
      `${path} is a memory disk, and takes ${mebibytes(bytes)} of the ${mebibytes(sight.memoryFreeBytes)} of memory that the machine has free`,
      'give it a smaller size in the compose file',
    );
  return { bytes };
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)}MiB`;
}
