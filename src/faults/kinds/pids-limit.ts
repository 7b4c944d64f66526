import { z } from 'zod';
import type { PidsLimitSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

const MOST = 4_194_304;

export const pidsLimit: FaultKind<'pids_limit'> = {
  type: 'pids_limit',
  summary: 'Lets a container have no more than so many processes and threads: beyond it none can be started (EAGAIN).',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      limit: z.int().min(1).max(MOST).optional().describe('How many; those above it go on, and no other is started.'),
      leave: z.int().min(0).max(MOST).optional().describe('How many more than it has when the fault begins: `0` for none.'),
    })
    .transform(({ limit, leave }, context): PidsLimitSettings => {
      if (limit !== undefined && leave === undefined) return { type: 'pids_limit', most: { limit } };
      if (leave !== undefined && limit === undefined) return { type: 'pids_limit', most: { left: leave } };
      context.issues.push({ code: 'custom', input: { limit, leave }, message: 'one of `limit: 20` and `leave: 0` is needed, and no more' });
      return z.NEVER;
    }),
  describe: ({ most }) =>
    'limit' in most
      ? `lets it have no more than ${most.limit} processes and threads`
      : `lets it have ${most.left === 0 ? 'no' : `${most.left}`} more processes and threads than it has when the fault begins`,
  proofWords: 'its cgroup has that limit',
  undoWords: 'gives it back the limit that it had, which is in the journal and on the engine; proven gone when its cgroup has that one',
};
