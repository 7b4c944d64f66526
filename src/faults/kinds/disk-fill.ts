import { z } from 'zod';
import { formatByteSize } from '../../units/byte-size.ts';
import { formatPercentage } from '../../units/percentage.ts';
import { byteSize, percentage } from '../../units/quantity-schema.ts';
import type { DiskFillSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

const PLAIN_PATH = /^\/(?:[^/]+\/?)*$/u;

export const diskFill: FaultKind<'disk_fill'> = {
  type: 'disk_fill',
  summary: 'Fills the disk under one path of a container. The engine’s own disk is refused unless `safety.allowHostDisk` says otherwise.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      path: z
        .string()
        .refine((path) => PLAIN_PATH.test(path) && !path.split('/').some((part) => part === '..' || part === '.'), {
          message: 'an absolute path inside the container is needed, such as `/data`, without `..`',
        })
        .describe('A folder inside the container; what is filled is the filesystem that it lies on.'),
      to: percentage('Until this share of it is used, as `df` has it.', { positive: true }).optional(),
      leave: byteSize('Until so much is left: `0B` fills it up.').optional(),
      atMost: byteSize('Never more than this; needed for the engine’s own disk.', { positive: true }).optional(),
    })
    .transform(({ path, to, leave, atMost = null }, context): DiskFillSettings => {
      const common = { type: 'disk_fill', path, atMostBytes: atMost } as const;
      if (to !== undefined && leave === undefined) return { ...common, until: { usedShare: to } };
      if (leave !== undefined && to === undefined) return { ...common, until: { leftBytes: leave } };
      context.issues.push({ code: 'custom', input: { to, leave }, message: 'one of `to: 95%` and `leave: 10MiB` is needed, and no more' });
      return z.NEVER;
    }),
  describe: ({ path, until, atMostBytes }) => {
    const goal =
      'leftBytes' in until
        ? `until ${formatByteSize(until.leftBytes)} is left`
        : `until ${formatPercentage(until.usedShare)} of it is used`;
    return `fills the disk under ${path} ${goal}${atMostBytes === null ? '' : `, with ${formatByteSize(atMostBytes)} at most`}`;
  },
  proofWords: 'an observer inside the container sees that much less free space under the path',
  undoWords: 'ends the helper that holds the space, in a file without a name that goes with it; proven gone when the space is free again',
};
