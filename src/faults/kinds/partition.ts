import { z } from 'zod';
import type { PartitionSettings } from '../fault-settings.ts';
import { CUT_PROOF, CUT_UNDO, cutAction, cutWords, onlyPort } from './cut.ts';
import type { FaultKind } from './fault-kind.ts';

const WHO: Record<PartitionSettings['direction'], string> = {
  both: 'cuts the two groups off from each other',
  to: 'cuts off what the first group sends to the second',
  from: 'cuts off what the second group sends to the first',
};

export const partition: FaultKind<'partition'> = {
  type: 'partition',
  summary: 'Cuts two groups of containers off from each other; within a group, and with everybody else, traffic goes on.',
  targetShape: 'groups',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      direction: z
        .enum(['both', 'to', 'from'])
        .default('both')
        .describe('`to`: only what the first group sends to the second is lost; `from`: only the other way. TCP needs both.'),
      port: onlyPort(),
      action: cutAction(),
    })
    .transform((settings): PartitionSettings => ({ type: 'partition', ...settings })),
  describe: (settings) => `${WHO[settings.direction]}${cutWords(settings)}`,
  proofWords: CUT_PROOF,
  undoWords: CUT_UNDO,
};
