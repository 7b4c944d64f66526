import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { BlackholeSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const blackhole: FaultKind<'blackhole'> = {
  type: 'blackhole',
  summary: 'Never answers new connections, or does not even accept them; those that stand go on. Needs Shakedown’s own fault proxy.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  embeddedOnly: true,
  schema: z
    .strictObject({
      handshake: z
        .boolean()
        .default(true)
        .describe('`false`: not even the TCP handshake is completed, as if the host were gone; it meets every client.'),
      closeAfter: duration('Closes a waiting connection after this long; `0s`, the default, never does.').prefault('0s'),
      ...shareFields(),
    })
    .refine(({ handshake, closeAfter }) => handshake || closeAfter === 0, {
      path: ['closeAfter'],
      error: 'without a `handshake` there is no connection to close',
    })
    .refine(({ handshake, toxicity, clients }) => handshake || (toxicity === 1 && clients === undefined), {
      path: ['handshake'],
      error: 'a port without a `handshake` meets every client: `toxicity` and `clients` need `handshake: true`',
    })
    .transform(({ handshake, closeAfter: closeAfterMs, ...share }): BlackholeSettings => ({
      type: 'blackhole',
      handshake,
      closeAfterMs,
      ...shareOf(share),
    })),
  describe: (settings) => {
    const { handshake, closeAfterMs } = settings;
    if (!handshake) return 'completes no handshake of new connections';
    return `accepts new connections and never answers them${closeAfterMs === 0 ? '' : `; closes them after ${formatDuration(closeAfterMs)}`}${shareWords(settings)}`;
  },
  proofWords: 'exchanges on new connections, from the client’s side, get no answer',
  undoWords: 'removes the toxic; who waits is served; proven gone when exchanges are answered again',
};
