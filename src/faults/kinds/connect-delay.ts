import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { ConnectDelaySettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const connectDelay: FaultKind<'connect_delay'> = {
  type: 'connect_delay',
  summary: 'Delays new connections; those that stand go on at full speed. Needs Shakedown’s own fault proxy.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  embeddedOnly: true,
  schema: z
    .strictObject({
      delay: duration('How long a new connection waits before the server is dialled.', { positive: true }),
      jitter: duration('Uniform, plus or minus; drawn from the seed.').prefault('0s'),
      ...shareFields(),
    })
    .transform(({ delay: delayMs, jitter: jitterMs, ...share }): ConnectDelaySettings => ({
      type: 'connect_delay',
      delayMs,
      jitterMs,
      ...shareOf(share),
    }))
    .refine(({ jitterMs, delayMs }) => jitterMs <= delayMs, {
      message: '`jitter` is more than `delay`: no delay is negative',
      path: ['jitter'],
    }),
  describe: (settings) => {
    const { delayMs, jitterMs } = settings;
    return `lets each new connection wait ${formatDuration(delayMs)}${jitterMs > 0 ? ` ± ${formatDuration(jitterMs)}` : ''}${shareWords(settings)}`;
  },
  proofWords: 'exchanges on new connections, from the client’s side, take that much longer than before',
  undoWords: 'removes the toxic; proven gone when exchanges take as long as before',
};
