import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { ResetPeerSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const resetPeer: FaultKind<'reset_peer'> = {
  type: 'reset_peer',
  summary: 'Resets the connections of an edge (TCP RST).',
  targetShape: 'edge',
  held: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      after: duration('Resets a connection this long after its first data; `0s`, the default, at once.').prefault('0s'),
      ...shareFields(),
    })
    .transform(({ after, ...share }): ResetPeerSettings => ({ type: 'reset_peer', afterMs: after, ...shareOf(share) })),
  describe: ({ afterMs, ...share }) =>
    (afterMs === 0
      ? 'resets each connection at its first data'
      : `resets each connection ${formatDuration(afterMs)} after its first data`) + shareWords(share),
  proofWords: 'connections through the edge, from the client’s side, end in a reset',
  undoWords: 'removes the toxic; proven gone when connections stand again',
};
