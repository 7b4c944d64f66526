import { useInput, usePaste, type Key } from 'ink';
import type { KeyPress } from '../input/key-press.ts';

/**
 * Keys as they come. In raw mode the terminal sends no SIGINT for Ctrl-C, and Ink's own handling of it would end the drawing and leave
 * the run going, unseen.
 */
export function DashboardKeys({ onKey }: { readonly onKey: (key: KeyPress) => void }): null {
  useInput((input, key) => {
    const { ctrl, meta, shift } = key;
    const name = nameOf(key);
    onKey({ input: name === null ? input : '', name, ctrl, meta: meta && name === null, shift, pasted: false });
  });
  // Asks the terminal to mark it, so that what is pasted is never taken for keys.
  usePaste((input) => onKey({ input, name: null, ctrl: false, meta: false, shift: false, pasted: true }));
  return null;
}

function nameOf(key: Key): KeyPress['name'] {
  if (key.tab) return 'tab';
  if (key.return) return 'return';
  if (key.escape) return 'escape';
  // Terminals differ in which of the two the backspace key sends.
  if (key.backspace || key.delete) return 'backspace';
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  return key.rightArrow ? 'right' : null;
}
