import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { TimeoutSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const timeout: FaultKind<'timeout'> = {
  type: 'timeout',
  summary: 'Swallows all data on an edge: connections stand, nothing comes through.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  schema: z
    .strictObject({
      closeAfter: duration('Closes the connection this long after its last data; `0s`, the default, never does.').prefault('0s'),
      ...shareFields(),
    })
    .transform(({ closeAfter, ...share }): TimeoutSettings => ({ type: 'timeout', closeAfterMs: closeAfter, ...shareOf(share) })),
  describe: ({ closeAfterMs, ...share }) =>
    (closeAfterMs === 0
      ? 'swallows all data; connections stay open'
      : `swallows all data; closes a connection after ${formatDuration(closeAfterMs)}`) + shareWords(share),
  proofWords: 'exchanges through the edge, from the client’s side, get no answer',
  undoWords: 'removes the toxic; proven gone when exchanges are answered again',
};
