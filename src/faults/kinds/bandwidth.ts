import { z } from 'zod';
import { formatByteRate } from '../../units/byte-rate.ts';
import { byteRate } from '../../units/quantity-schema.ts';
import type { BandwidthSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

const WHERE: Record<BandwidthSettings['direction'], string> = {
  response: 'through to each connection’s client',
  request: 'through from each connection’s client',
  both: 'through each way of each connection',
};

export const bandwidth: FaultKind<'bandwidth'> = {
  type: 'bandwidth',
  summary: 'Limits how fast data passes, for each connection.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,

  schema: z
    .strictObject({
      rate: byteRate('What each connection gets at most; a whole number of kB/s.', { positive: true }),
      direction: z
        .enum(['response', 'request', 'both'])
        .default('response')
        .describe('What is limited: answers, what clients send, or each of them.'),
      ...shareFields(),
    })
    .transform(({ rate: bytesPerSecond, direction, ...share }): BandwidthSettings => ({
      type: 'bandwidth',
      bytesPerSecond,
      direction,
      ...shareOf(share),
    }))
    .refine(({ bytesPerSecond }) => Number.isInteger(bytesPerSecond / 1_000), {
      message: 'a Toxiproxy counts in whole kB/s (1 kB = 1,000 bytes)',
      path: ['rate'],
    })
    .refine(({ direction, toxicity }) => direction !== 'both' || toxicity === undefined, {
      message: 'with a `toxicity`, each way would hit connections of its own: `direction: both` would meet more of them',
      path: ['direction'],
    }),
  describe: (settings) => {
    const { bytesPerSecond, direction } = settings;
    return `lets no more than ${formatByteRate(bytesPerSecond)} ${WHERE[direction]}${shareWords(settings)}`;
  },
  proofWords: 'the same requests, one after the other on one connection, are answered at that rate, and faster past the fault',
  undoWords: 'removes the toxic; proven gone when answers come faster than the limit',
};
