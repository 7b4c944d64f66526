import { containersWithVolume } from '../../../../docker/containers-with-volume.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { DiskFillSettings } from '../../../resource-settings.ts';
import { refusal } from '../refuse-container.ts';
import { diskLookScript, parseDiskLook, shellWord } from './disk-sight.ts';
import type { DiskLook } from './disk-sight.ts';
import { diskOwner, mebibytes, planFill } from './fill-plan.ts';
import type { EngineMount } from './fill-plan.ts';
import { HELD } from './held-work.ts';
import type { HeldParts, HeldWork } from './held-work.ts';
import { movedFigure } from './moved-figure.ts';

const TRIES = 5;
/** Filesystems give space in blocks, and some keep books of it. */
const SLACK_SHARE = 0.005;
const SLACK_BYTES = 256 * 1024;

interface FillAmount {
  /** At most: the container may have given some back since it was looked at. */
  readonly bytes: number;
  readonly leftBytes: number;
}

/** Space in a file without a name, in the very folder: it goes with the process that has it open. */
export async function planDiskFill(
  settings: DiskFillSettings,
  parts: HeldParts,
  container: StackContainer,
  signal: AbortSignal,
): Promise<HeldWork> {
  const { path } = settings;
  const { id, name } = container;
  const look = async (looking: AbortSignal): Promise<DiskLook> =>
    parseDiskLook(await parts.inside.ask(id, diskLookScript(path), looking), path);
  const sight = await look(signal);
  const no = (why: string, advice?: string) => refusal(name, `disk_fill on ${name}: ${why}`, advice);
  if ('cannot' in sight) throw no(sight.cannot);
  const owner = diskOwner(sight, await mountAt(parts, container, sight.mount.point, signal));
  const plan = planFill(settings, sight, owner, parts.allowHostDisk);
  if ('refused' in plan) throw no(plan.refused, plan.try);
  const { bytes } = plan;
  const slack = Math.max(bytes * SLACK_SHARE, SLACK_BYTES);
  const figure = movedFigure(sight.freeBytes, { amount: bytes, grows: false, slack });
  const words = (freeBytes: number): string =>
    `${name}: ${mebibytes(freeBytes)} free under ${path}, of ${mebibytes(sight.freeBytes)} before`;
  return {
    what: `space taken under ${path}`,
    unit: 'bytes',
    helper: {
      reach: { processesOf: id, files: true },
      command: fillCommand(
        path,
        { bytes: settings.atMostBytes ?? bytes * 2, leftBytes: sight.freeBytes - bytes },
        `${parts.look.run}-${parts.look.fault}`,
      ),
    },
    async prove(proving, isHeld) {
      const now = await look(proving);
      return 'cannot' in now ? { holds: false, value: null, words: now.cannot } : figure.bites(now.freeBytes, isHeld, words(now.freeBytes));
    },
    async proveGone(proving) {
      const now = await look(proving);
      return 'cannot' in now ? { holds: false, value: null, words: now.cannot } : figure.isBack(now.freeBytes, words(now.freeBytes));
    },
  };
}

/** The engine's own mount at that point, and who else has it. */
async function mountAt(
  { stack }: HeldParts,
  { id, name }: StackContainer,
  point: string,
  signal: AbortSignal,
): Promise<EngineMount | null> {
  const info = await inspectOrGone(stack.engine, id, signal);
  const found = (info?.Mounts ?? []).find(({ Destination }) => Destination === point);
  if (found === undefined) return null;
  const volume = found.Type === 'volume' ? (found.Name ?? null) : null;
  const all = volume === null ? [] : await containersWithVolume(stack.engine, volume, signal);
  return { type: found.Type, sharedWith: all.filter((other) => other !== name) };
}

/**
 * What is free is asked again at the last moment: the container goes on writing. Filesystems that cannot set space aside get zeroes.
 */
function fillCommand(path: string, { bytes, leftBytes }: FillAmount, tag: string): string {
  const file = shellWord(`.shakedown-${tag}`);
  const self = '/proc/self/fd/4';
  const take = [
    `now=$(( $(busybox stat -f -c '%a * %S' .) - ${leftBytes} ))`,
    `[ $now -le ${bytes} ] || now=${bytes}`,
    '[ $now -le 0 ] && break',
    `busybox fallocate -l $now ${self} 2>/dev/null && break`,
    `[ $try -lt ${TRIES} ] || { busybox dd if=/dev/zero of=${self} bs=4096 count=$((now / 4096)) 2>&1 && break || exit 1; }`,
  ].join('; ');
  return [
    `{ cd ${shellWord(`/proc/1/root${path}`)}`,
    `exec 4>${file}`,
    `busybox rm -f ${file}`,
    `for try in $(busybox seq ${TRIES}); do ${take}; done`,
    `echo ${HELD}`,
    'cat >/dev/null; }',
  ].join(' && ');
}
