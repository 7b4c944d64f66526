import { z } from 'zod';
import { formatPercentage } from '../../units/percentage.ts';
import { percentage } from '../../units/quantity-schema.ts';
import type { CorruptSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const corrupt: FaultKind<'corrupt'> = {
  type: 'corrupt',
  summary: 'Changes bytes of answers at random. Needs Shakedown’s own fault proxy.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  embeddedOnly: true,
  schema: z
    .strictObject({
      rate: percentage('Share of bytes that are changed.', { positive: true }),
      ...shareFields(),
    })
    .transform(({ rate, ...share }): CorruptSettings => ({ type: 'corrupt', rate, ...shareOf(share) })),
  describe: (settings) => {
    const { rate } = settings;
    return `changes ${formatPercentage(rate)} of the bytes of answers${shareWords(settings)}`;
  },
  proofWords: 'answers through the edge differ in about that share of their bytes from those past it',
  undoWords: 'removes the toxic; proven gone when answers are the same again',
};
