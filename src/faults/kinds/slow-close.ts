import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { SlowCloseSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const slowClose: FaultKind<'slow_close'> = {
  type: 'slow_close',
  summary: 'Delays the end of connections: all data has come, and the close has not.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,

  schema: z
    .strictObject({
      delay: duration('How much later the client sees the end.', { positive: true }),
      ...shareFields(),
    })
    .transform(({ delay: delayMs, ...share }): SlowCloseSettings => ({ type: 'slow_close', delayMs, ...shareOf(share) })),
  describe: (settings) => {
    const { delayMs } = settings;
    return `shows the client the end of a connection ${formatDuration(delayMs)} late${shareWords(settings)}`;
  },
  proofWords: 'after an answer, connections through the edge end that much later than past it',
  undoWords: 'removes the toxic; proven gone when connections end at once',
};
