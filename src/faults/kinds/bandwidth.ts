import { z } from 'zod';
import { formatByteRate } from '../../units/byte-rate.ts';
import { byteRate } from '../../units/quantity-schema.ts';
import type { BandwidthSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareOf, shareWords, toxicity } from './toxicity.ts';

export const bandwidth: FaultKind<'bandwidth'> = {
  type: 'bandwidth',
  summary: 'Limits how fast answers reach the client, for each connection.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,

  schema: z
    .strictObject({
      rate: byteRate('What each connection gets at most; a whole number of kB/s.', { positive: true }),
      toxicity: toxicity(),
    })
    .transform(({ rate: bytesPerSecond, toxicity: ratio }): BandwidthSettings => ({ type: 'bandwidth', bytesPerSecond, ...shareOf(ratio) }))
    .refine(({ bytesPerSecond }) => Number.isInteger(bytesPerSecond / 1_000), {
      message: 'a Toxiproxy counts in whole kB/s (1 kB = 1,000 bytes)',
      path: ['rate'],
    }),
  describe: (settings) => {
    const { bytesPerSecond } = settings;
    return `lets no more than ${formatByteRate(bytesPerSecond)} through to each connection’s client${shareWords(settings)}`;
  },
  proofWords: 'the same requests, one after the other on one connection, are answered at that rate, and faster past the fault',
  undoWords: 'removes the toxic; proven gone when answers come faster than the limit',
};
