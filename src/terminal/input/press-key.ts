import { draftNote } from './draft-note.ts';
import type { KeyPress } from './key-press.ts';
import { PAGES, type OperatorAction, type UiMode, type UiState } from './ui-state.ts';

export interface Pressed {
  readonly ui: UiState;
  readonly action: OperatorAction | null;
}

const SEEK_MS = 10_000;
const SCROLL = 5;

/**
 * What a key does to what is shown, and what it asks for. Ctrl-C always asks to stop, also in the middle of a note.
 *
 * @param filters the keys of the tracks that `e` steps through
 */
export function pressKey(ui: UiState, key: KeyPress, mode: UiMode, filters: readonly string[]): Pressed {
  if (key.ctrl && key.input === 'c') return { ui: { ...ui, draft: null }, action: { kind: 'stop', by: 'SIGINT' } };
  if (ui.draft !== null) return draftNote(ui, ui.draft, key);
  if (key.ctrl || key.meta || key.pasted) return { ui, action: null };
  if (ui.help && key.name === 'escape') return shown({ ...ui, help: false });
  switch (key.name ?? key.input) {
    case 'q':
      return { ui, action: { kind: 'stop', by: 'key' } };
    case '?':
    case 'h':
      return shown({ ...ui, help: !ui.help });
    case 'tab':
      return shown({ ...ui, help: false, back: 0, page: stepped(PAGES, ui.page, key.shift ? -1 : 1) ?? ui.page });
    case 'e':
      return shown({ ...ui, filter: stepped([null, ...filters], ui.filter, 1) ?? null });
    case 'up':
    case 'k':
      return { ui: { ...ui, back: ui.back + SCROLL }, action: null };
    case 'down':
    case 'j':
      return { ui: { ...ui, back: Math.max(0, ui.back - SCROLL) }, action: null };
    default:
      return mode === 'run' ? runKey(ui, key) : watchKey(ui, key);
  }
}

function runKey(ui: UiState, key: KeyPress): Pressed {
  if (key.input === 'p') return { ui, action: { kind: 'hold' } };
  if (key.input === 'n') return { ui: { ...ui, draft: '' }, action: null };
  return { ui, action: null };
}

function watchKey(ui: UiState, key: KeyPress): Pressed {
  switch (key.name ?? key.input) {
    case 'p':
    case ' ':
      return { ui, action: { kind: 'pause' } };
    case 'left':
      return { ui, action: { kind: 'seek', byMs: -SEEK_MS } };
    case 'right':
      return { ui, action: { kind: 'seek', byMs: SEEK_MS } };
    case '+':
    case '=':
      return { ui, action: { kind: 'speed', factor: 2 } };
    case '-':
      return { ui, action: { kind: 'speed', factor: 0.5 } };
    default:
      return { ui, action: null };
  }
}

function shown(ui: UiState): Pressed {
  return { ui, action: { kind: 'view', panel: ui.help ? 'help' : ui.page, filter: ui.filter } };
}

function stepped<T>(all: readonly T[], from: T, by: 1 | -1): T | undefined {
  return all[(all.indexOf(from) + by + all.length) % all.length];
}
