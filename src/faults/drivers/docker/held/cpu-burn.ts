import { containerFigures } from '../../../../docker/container-figures.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { CpuBurnSettings } from '../../../resource-settings.ts';
import { parseBurners, burnersScript } from './burners.ts';
import type { Burners } from './burners.ts';
import { cgroupMounts, JOIN_CGROUPS } from './cgroup-folders.ts';
import { containerCgroups } from './container-cgroups.ts';
import { HELD } from './held-work.ts';
import type { HeldParts, HeldWork } from './held-work.ts';

/** Less than this in a second is none. */
const LEAST_CORES = 0.02;

/** Busy loops in the container's own cgroup, beside its processes: they end with it, and with the helper. */
export async function planCpuBurn(
  { workers }: CpuBurnSettings,
  parts: HeldParts,
  container: StackContainer,
  signal: AbortSignal,
): Promise<HeldWork> {
  const { id, name } = container;
  const { engine } = parts.stack;
  const tag = `shakedown-burn-${parts.look.run}-${parts.look.fault}`;
  const cgroups = cgroupMounts(await containerCgroups(parts, container, ['cpu', 'cpuacct', 'cpuset'], signal));
  const look = async (looking: AbortSignal): Promise<Burners> => parseBurners(await parts.inside.ask(id, burnersScript(id, tag), looking));
  return {
    what: 'CPU burnt in its cgroup',
    unit: 'cores',
    helper: { reach: { processesOf: id, cgroups }, command: burnCommand(workers, tag) },
    async prove(proving) {
      const [{ count, cores }, figures] = await Promise.all([look(proving), containerFigures(engine, id, proving)]);
      const words = `${name}: ${count} of ${workers} loops used ${cores} cores; its cgroup ${figures.cpuCores} in all`;
      return { holds: count === workers && cores >= LEAST_CORES, value: cores, words };
    },
    async proveGone(proving) {
      const { count } = await look(proving);
      return { holds: count === 0, value: count, words: `${name}: ${count === 0 ? 'no loop' : `${count} loops`} found in its cgroup` };
    },
  };
}

/** Each loop looks at every turn whether the helper's own shell still stands: whatever ends the helper ends that. */
function burnCommand(workers: number, tag: string): string {
  const burn = 'while [ -d /proc/$1 ]; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; done';
  const start = `sh -c '${burn}' ${tag} $$ </dev/null & loops="$loops $!"`;
  return [
    `{ ${JOIN_CGROUPS}`,
    `loops=; n=0; while [ $n -lt ${workers} ]; do ${start}; n=$((n+1)); done`,
    `echo ${HELD}; cat >/dev/null; kill -9 $loops; wait; }`,
  ].join('; ');
}
