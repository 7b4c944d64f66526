import { z } from 'zod';
import type { IsolateSettings } from '../fault-settings.ts';
import { CUT_PROOF, CUT_UNDO, cutAction, cutWords, onlyPort } from './cut.ts';
import type { FaultKind } from './fault-kind.ts';

const WHO: Record<IsolateSettings['direction'], string> = {
  both: 'cuts the container off from everybody',
  in: 'cuts off everything that is sent to the container',
  out: 'cuts off everything that the container sends',
};

export const isolate: FaultKind<'isolate'> = {
  type: 'isolate',
  summary: 'Cuts the containers of a service off from everybody, published ports included; inside, 127.0.0.1 and name lookups go on.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      direction: z
        .enum(['both', 'in', 'out'])
        .default('both')
        .describe('`in`: only what reaches it is lost; `out`: only what it sends. TCP needs both.'),
      port: onlyPort(),
      action: cutAction(),
    })
    .transform((settings): IsolateSettings => ({ type: 'isolate', ...settings })),
  describe: (settings) => `${WHO[settings.direction]}${cutWords(settings)}`,
  proofWords: CUT_PROOF,
  undoWords: CUT_UNDO,
};
