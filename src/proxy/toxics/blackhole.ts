import type { ToxicAttributes, ToxicKind } from '../toxic.ts';
import { numberOf, textOf } from '../toxic.ts';
import { MILLISECONDS } from './limits.ts';

/**
 * Ours: new connections are accepted and never answered, the upstream never sees them; closed after `timeout` ms, never when it is 0.
 * With `handshake` 0 they are not even accepted: the kernel drops their SYN. Those that stand go on. Nothing is lost: whoever still waits
 * when the toxic goes is served then.
 */
export const blackhole: ToxicKind = {
  type: 'blackhole',
  attributes: { timeout: MILLISECONDS, handshake: { kind: 'integer', least: 0, most: 1, unit: '', otherwise: 1 } },
  check,
  isDeaf,
  admit: (attributes) => ({ delayMs: Infinity, closeAfterMs: numberOf(attributes, 'timeout') || Infinity }),
  createStage: () => null,
};

function isDeaf(attributes: ToxicAttributes): boolean {
  return numberOf(attributes, 'handshake') === 0;
}

/** The kernel drops the SYN of one client as of another. */
function check(attributes: ToxicAttributes, toxicity: number): string | null {
  if (!isDeaf(attributes)) return null;
  if (toxicity !== 1 || textOf(attributes, 'clients') !== '') return 'handshake 0 meets every client: it takes no toxicity and no clients';
  return numberOf(attributes, 'timeout') === 0 ? null : 'handshake 0 accepts nothing that a timeout could close';
}
