import { z } from 'zod';
import { formatByteSize } from '../../units/byte-size.ts';
import { formatPercentage } from '../../units/percentage.ts';
import { byteSize, percentage } from '../../units/quantity-schema.ts';
import type { MemoryPressureSettings } from '../resource-settings.ts';
import type { FaultKind } from './fault-kind.ts';

export const memoryPressure: FaultKind<'memory_pressure'> = {
  type: 'memory_pressure',
  summary: 'Holds memory in a container’s cgroup, so that less is left for its own processes; never beyond its limit.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      amount: byteSize('How much is held.', { positive: true }).optional(),
      to: percentage('So much that this share of the container’s own limit is in use.', { positive: true }).optional(),
    })
    .transform(({ amount, to }, context): MemoryPressureSettings => {
      if (amount !== undefined && to === undefined) return { type: 'memory_pressure', amount: { bytes: amount } };
      if (to !== undefined && amount === undefined) return { type: 'memory_pressure', amount: { share: to } };
      context.issues.push({
        code: 'custom',
        input: { amount, to },
        message: 'one of `amount: 64MiB` and `to: 90%` is needed, and no more',
      });
      return z.NEVER;
    }),
  describe: ({ amount }) =>
    'bytes' in amount
      ? `holds ${formatByteSize(amount.bytes)} of memory in its cgroup`
      : `holds memory in its cgroup until ${formatPercentage(amount.share)} of its limit is in use`,
  proofWords: 'its cgroup holds that much more memory that cannot be given back',
  undoWords: 'ends the helper that holds it, and the kernel takes the memory back; proven gone when its cgroup holds less',
};
