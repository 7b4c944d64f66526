import { z } from 'zod';
import type { FdLimitSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

const MOST = 1_048_576;

export const fdLimit: FaultKind<'fd_limit'> = {
  type: 'fd_limit',
  summary: 'Lets each process of a container have no more than so many files and sockets open: beyond it none is opened (EMFILE).',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      limit: z.int().min(0).max(MOST).describe('The soft limit (RLIMIT_NOFILE) of each process; what is open above it stays open.'),
    })
    .transform(({ limit }): FdLimitSettings => ({ type: 'fd_limit', limit })),
  describe: ({ limit }) => `lets each of its processes have no more than ${limit} files and sockets open`,
  proofWords: 'an observer among its processes reads that limit from the kernel, for each of them',
  undoWords:
    'gives each process back the limit that it had, which is in the journal and on the engine; proven gone when the kernel names it for each',
};
