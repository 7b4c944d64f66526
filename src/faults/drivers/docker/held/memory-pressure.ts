import { containerFigures } from '../../../../docker/container-figures.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { MemoryPressureSettings } from '../../../resource-settings.ts';
import { refusal } from '../refuse-container.ts';
import { cgroupMounts, JOIN_CGROUPS } from './cgroup-folders.ts';
import { containerCgroups } from './container-cgroups.ts';
import { mebibytes } from './fill-plan.ts';
import { HELD } from './held-work.ts';
import type { HeldParts, HeldWork } from './held-work.ts';
import { movedFigure } from './moved-figure.ts';
import { planPressure } from './pressure-plan.ts';

/** Room for what a memory disk needs beside its bytes. */
const DISK_SLACK_BYTES = 2 ** 20;
/** Kernels count what a cgroup uses in batches. */
const SLACK_SHARE = 0.02;
const SLACK_BYTES = 2 * 2 ** 20;

/**
 * Memory that is the container's by the kernel's count: pages of a memory disk of the helper's, written from within the container's
 * cgroup. No process stays in it, so that the kernel, short of memory, kills one of the container's, as it would without us.
 */
export async function planMemoryPressure(
  settings: MemoryPressureSettings,
  parts: HeldParts,
  container: StackContainer,
  signal: AbortSignal,
): Promise<HeldWork> {
  const { id, name } = container;
  const { engine } = parts.stack;
  const folders = await containerCgroups(parts, container, ['memory'], signal);
  const [figures, info, machine] = await Promise.all([
    containerFigures(engine, id, signal),
    inspectOrGone(engine, id, signal),
    parts.inside.ask(id, 'cat /proc/meminfo', signal),
  ]);
  const limitBytes = info?.HostConfig.Memory ?? 0;
  const plan = planPressure(settings, { heldBytes: figures.memoryBytes, limitBytes: limitBytes > 0 ? limitBytes : null }, machine);
  if ('refused' in plan) throw refusal(name, `memory_pressure on ${name}: ${plan.refused}`, plan.try);
  const { bytes } = plan;
  const slack = Math.max(bytes * SLACK_SHARE, SLACK_BYTES);
  const figure = movedFigure(figures.memoryDiskBytes, { amount: bytes, grows: true, slack });
  const words = (now: number): string =>
    `${name}: ${mebibytes(now)} of memory disks in its cgroup, ${mebibytes(figures.memoryDiskBytes)} before`;
  return {
    what: 'memory taken in its cgroup',
    unit: 'bytes',
    helper: { reach: { cgroups: cgroupMounts(folders), holdBytes: bytes + DISK_SLACK_BYTES }, command: holdCommand(bytes) },
    async prove(proving, isHeld) {
      const { memoryDiskBytes } = await containerFigures(engine, id, proving);
      return figure.bites(memoryDiskBytes, isHeld, words(memoryDiskBytes));
    },
    async proveGone(proving) {
      const { memoryDiskBytes } = await containerFigures(engine, id, proving);
      return figure.isBack(memoryDiskBytes, words(memoryDiskBytes));
    },
  };
}

/** Whole MiB: the last one would be another's. */
function holdCommand(bytes: number): string {
  const write = `( ${JOIN_CGROUPS}; exec busybox dd if=/dev/zero of=/hold/memory bs=1M count=${Math.floor(bytes / 2 ** 20)} 2>/dev/null )`;
  return `{ ${write} && echo ${HELD} && cat >/dev/null; }`;
}
