import type { KeyPress } from './key-press.ts';

/** Every letter that `pressKey` knows; Ink hands on Tab by its name only where it comes alone. */
const KEYS = new Set('qpne?hjk+=- \t');
/** More than anybody presses between two reads, unless it is one key that repeats. */
const MOST = 8;

/**
 * The keys of what was read at once. A terminal that is told so marks what is pasted; of one that does not, letters are keys only where each
 * of them is one, and there are few of them or all are the same: a word that was pasted must not stop a run.
 *
 * @param writing whether a note takes them; then they are text, but for an Enter at their end
 */
export function splitKeys(key: KeyPress, writing: boolean): readonly KeyPress[] {
  const letters = Array.from(key.input);
  if (key.pasted || key.ctrl || key.meta || letters.length < 2) return [key];
  if (writing) {
    return letters.at(-1) === '\r'
      ? [
          { ...key, input: letters.slice(0, -1).join('') },
          { ...key, input: '', name: 'return' },
        ]
      : [key];
  }
  const isRun = letters.length <= MOST || new Set(letters).size === 1;
  if (!isRun || !letters.every((letter) => KEYS.has(letter))) return [key];
  return letters.map((letter) => (letter === '\t' ? { ...key, input: '', name: 'tab' } : { ...key, input: letter }));
}
