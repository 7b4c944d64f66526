import { z } from 'zod';
import { formatByteSize } from '../../units/byte-size.ts';
import { byteSize } from '../../units/quantity-schema.ts';
import type { MemoryLimitSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

/** Engines refuse less. */
const LEAST_BYTES = 6 * 2 ** 20;

export const memoryLimit: FaultKind<'memory_limit'> = {
  type: 'memory_limit',
  summary: 'Lets a container hold no more than so much memory, and nothing in swap: beyond it the kernel kills a process of it.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({ limit: byteSize('What it may hold. Refused when that is less than it holds already, or more than it may now.') })
    .transform(({ limit }): MemoryLimitSettings => ({ type: 'memory_limit', limitBytes: limit }))
    .refine(({ limitBytes }) => limitBytes >= LEAST_BYTES, { message: 'engines take no less than `6MiB`', path: ['limit'] }),
  describe: ({ limitBytes }) => `lets it hold no more than ${formatByteSize(limitBytes)} of memory, and nothing in swap`,
  proofWords: 'its cgroup has that limit',
  undoWords:
    'gives it back the limit that it had; engines cannot take a limit away, so one that had none gets all of the machine’s memory; proven gone when its cgroup has that limit',
};
