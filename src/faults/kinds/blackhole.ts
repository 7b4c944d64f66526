import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { BlackholeSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const blackhole: FaultKind<'blackhole'> = {
  type: 'blackhole',
  summary: 'Accepts new connections and never answers them; those that stand go on. Needs Shakedown’s own fault proxy.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  embeddedOnly: true,
  schema: z
    .strictObject({
      closeAfter: duration('Closes a waiting connection after this long; `0s`, the default, never does.').prefault('0s'),
      ...shareFields(),
    })
    .transform(({ closeAfter: closeAfterMs, ...share }): BlackholeSettings => ({
      type: 'blackhole',
      closeAfterMs,
      ...shareOf(share),
    })),
  describe: (settings) => {
    const { closeAfterMs } = settings;
    return `accepts new connections and never answers them${closeAfterMs === 0 ? '' : `; closes them after ${formatDuration(closeAfterMs)}`}${shareWords(settings)}`;
  },
  proofWords: 'exchanges on new connections, from the client’s side, get no answer',
  undoWords: 'removes the toxic; who waits is served; proven gone when exchanges are answered again',
};
