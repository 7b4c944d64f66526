import type { Tone } from '../report/words/tone.ts';
import type { Role } from './style.ts';

/** How a tone is painted; plain text is not. */
export function roleOf(tone: Tone): Role | undefined {
  return tone === 'plain' ? undefined : tone;
}
