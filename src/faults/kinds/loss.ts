import { z } from 'zod';
import { formatPercentage } from '../../units/percentage.ts';
import { percentage } from '../../units/quantity-schema.ts';
import type { LossSettings } from '../fault-settings.ts';
import { onlyPort } from './cut.ts';
import type { FaultKind } from './fault-kind.ts';

const WAYS: Record<LossSettings['direction'], string> = {
  both: 'of the packets that the container sends and of those that reach it',
  in: 'of the packets that reach the container',
  out: 'of the packets that the container sends',
};

/** Less cannot be told from none in a proof that takes seconds. */
const LEAST = 0.01;

export const loss: FaultKind<'loss'> = {
  type: 'loss',
  summary: 'Loses a share of the packets of a service’s containers, drawn by the kernel for each packet.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      rate: percentage('Each packet’s chance to be lost.', { positive: true }),
      direction: z
        .enum(['both', 'in', 'out'])
        .default('both')
        .describe('Which packets; `both` means each way, so an exchange meets it twice.'),
      port: onlyPort(),
    })
    .transform((settings): LossSettings => ({ type: 'loss', ...settings }))
    .refine(({ rate }) => rate >= LEAST, { message: 'less than `1%` cannot be proven', path: ['rate'] }),
  describe: ({ rate, direction, port }) =>
    `loses ${formatPercentage(rate)} ${WAYS[direction]}${port === null ? '' : `, on port ${port} only`}`,
  proofWords: 'of connection attempts from inside the container’s own network, that share gets no answer at once',
  undoWords: 'ends the helper that holds the rules, which go with it; proven gone when attempts are answered as before',
};
