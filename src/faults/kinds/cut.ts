import { z } from 'zod';
import type { CutAction } from '../fault-settings.ts';

/** Of the server’s side, TCP and UDP. */
export function onlyPort() {
  return z
    .int()
    .min(1)
    .max(65_535)
    .nullable()
    .default(null)
    .describe('Only traffic to or from this port of the server (TCP and UDP); everything by default.');
}

/** What becomes of packets that are cut off. */
export function cutAction() {
  return z
    .enum(['drop', 'reject'])
    .default('drop')
    .describe('`drop`: lost without a word, so that callers wait. `reject`: TCP gets a reset, the rest an ICMP error.');
}

/** `, on port 6379 only` and how it shows. */
export function cutWords({ port, action }: { readonly port: number | null; readonly action: CutAction }): string {
  const only = port === null ? '' : ` on port ${port}`;
  return action === 'drop' ? `${only}: packets are lost` : `${only}: connections are refused`;
}

export const CUT_PROOF = 'connections across the cut fail, tried from inside the containers’ own networks, where they worked before';
export const CUT_UNDO =
  'ends the helper that holds the rules, which go with it; proven gone when every connection that worked before works again';
