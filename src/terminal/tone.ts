import type { Role } from './style.ts';

/** Good, bad or neither; always beside a word that says the same. */
export type Tone = Extract<Role, 'good' | 'bad' | 'warn' | 'accent' | 'dim'> | 'plain';

/** How a tone is painted; plain text is not. */
export function roleOf(tone: Tone): Role | undefined {
  return tone === 'plain' ? undefined : tone;
}
