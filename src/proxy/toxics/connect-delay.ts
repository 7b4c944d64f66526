import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS } from './limits.ts';

/**
 * Ours: a new connection waits `delay` ± `jitter` ms (uniform) before the upstream is dialled. The kernel has answered the client's
 * handshake by then: it is the first answer that comes late.
 */
export const connectDelay: ToxicKind = {
  type: 'connect_delay',
  attributes: { delay: MILLISECONDS, jitter: MILLISECONDS },
  admit: (attributes, random) => ({
    delayMs: Math.max(0, numberOf(attributes, 'delay') + (2 * random() - 1) * numberOf(attributes, 'jitter')),
    closeAfterMs: Infinity,
  }),
  createStage: () => null,
};
