import { randomInt } from 'node:crypto';

/** Short enough to be read aloud and typed: 0 … 999,999,999. */
export function drawSeed(): number {
  return randomInt(1_000_000_000);
}
