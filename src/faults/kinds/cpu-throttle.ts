import { z } from 'zod';
import type { CpuThrottleSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

/** The kernel hands out CPU in slices of no less than 1 ms each 100 ms. */
const LEAST = 0.01;
const MOST = 1_024;

export const cpuThrottle: FaultKind<'cpu_throttle'> = {
  type: 'cpu_throttle',
  summary: 'Lets a container use no more than so much CPU, by its cgroup’s quota.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({ cpus: z.number().min(LEAST).max(MOST).describe('Cores that it may use: `0.1` is a tenth of one.') })
    .transform(({ cpus }): CpuThrottleSettings => ({ type: 'cpu_throttle', cpus })),
  describe: ({ cpus }) => `lets it use no more than ${cpus} of a core`,
  proofWords: 'its cgroup counts periods in which it was throttled; a container that asks for less CPU shows nothing',
  undoWords:
    'gives it back the quota that it had, which is in the journal and on the engine; proven gone when no period is throttled any more',
};
