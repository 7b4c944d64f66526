import { z } from 'zod';
import type { CpuBurnSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

const MOST = 64;

export const cpuBurn: FaultKind<'cpu_burn'> = {
  type: 'cpu_burn',
  summary: 'Burns CPU beside a container’s own processes, in its cgroup: they share whatever it may use.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({ workers: z.int().min(1).max(MOST).default(1).describe('Busy loops; each takes up to one core.') })
    .transform(({ workers }): CpuBurnSettings => ({ type: 'cpu_burn', workers })),
  describe: ({ workers }) => `burns CPU in its cgroup with ${workers} busy ${workers === 1 ? 'loop' : 'loops'}`,
  proofWords: 'an observer among its processes finds the loops in its cgroup, and CPU time that they used',
  undoWords: 'ends the helper that runs the loops, which end with it; proven gone when none is found in its cgroup',
};
