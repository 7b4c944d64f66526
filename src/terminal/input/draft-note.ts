import type { KeyPress } from './key-press.ts';
import type { Pressed } from './press-key.ts';
import type { UiState } from './ui-state.ts';

/** What fits an event log and a report as one remark. */
const LONGEST = 500;

/** A key while a note is written: Enter keeps it, Escape drops it, an empty one is none. */
export function draftNote(ui: UiState, draft: string, key: KeyPress): Pressed {
  switch (key.name) {
    case 'escape':
      return { ui: { ...ui, draft: null }, action: null };
    case 'return': {
      const text = draft.trim();
      return { ui: { ...ui, draft: null }, action: text === '' ? null : { kind: 'note', text } };
    }
    case 'backspace':
      return { ui: { ...ui, draft: Array.from(draft).slice(0, -1).join('') }, action: null };
    case 'tab':
    case 'up':
    case 'down':
    case 'left':
    case 'right':
      return { ui, action: null };
    case null:
      return key.ctrl || key.meta ? { ui, action: null } : typed(ui, draft, key.input);
    default:
      return key.name satisfies never;
  }
}

/** Several lines that were pasted become one: a note is a remark. */
function typed(ui: UiState, draft: string, input: string): Pressed {
  const text = input.replace(/[\s\p{Cc}]+/gu, ' ');
  return {
    ui: {
      ...ui,
      draft: Array.from(draft + text)
        .slice(0, LONGEST)
        .join(''),
    },
    action: null,
  };
}
