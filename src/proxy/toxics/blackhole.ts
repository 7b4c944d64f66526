import type { ToxicKind } from '../toxic.ts';
import { numberOf } from '../toxic.ts';
import { MILLISECONDS } from './limits.ts';

/**
 * Ours: new connections are accepted and never answered, the upstream never sees them; closed after `timeout` ms, never when it is 0.
 * Those that stand go on. Nothing is read, so nothing is lost: whoever still waits when the toxic goes is served then.
 */
export const blackhole: ToxicKind = {
  type: 'blackhole',
  attributes: { timeout: MILLISECONDS },
  admit: (attributes) => ({ delayMs: Infinity, closeAfterMs: numberOf(attributes, 'timeout') || Infinity }),
  createStage: () => null,
};
