import { z } from 'zod';
import { formatByteSize } from '../../units/byte-size.ts';
import { byteSize } from '../../units/quantity-schema.ts';
import type { LimitDataSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const limitData: FaultKind<'limit_data'> = {
  type: 'limit_data',
  summary: 'Closes each connection after so many bytes of answers.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,

  schema: z
    .strictObject({
      bytes: byteSize('What a connection’s client gets before it is closed.'),
      ...shareFields(),
    })
    .transform(({ bytes, ...share }): LimitDataSettings => ({ type: 'limit_data', bytes, ...shareOf(share) })),
  describe: (settings) => {
    const { bytes } = settings;
    return `closes each connection after ${formatByteSize(bytes)} of answers${shareWords(settings)}`;
  },
  proofWords: 'answers through the edge end after that many bytes, and go on past the fault',
  undoWords: 'removes the toxic; proven gone when answers come whole',
};
