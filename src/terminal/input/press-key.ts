import { draftNote } from './draft-note.ts';
import type { KeyPress } from './key-press.ts';
import { PAGES, type OperatorAction, type UiMode, type UiState } from './ui-state.ts';

export interface Pressed {
  readonly ui: UiState;
  readonly action: OperatorAction | null;
}

const SEEK_MS = 10_000;
const SCROLL = 5;

/** What there is to step through. */
export interface Choices {
  /** The keys of the tracks that `e` narrows to. */
  readonly filters: readonly string[];
  /** Rows of the list that the page is about; `null` where up and down scroll the events. */
  readonly rows: number | null;
  readonly events: number;
}

/** What a key does to what is shown, and what it asks for. Ctrl-C always asks to stop, also in the middle of a note. */
export function pressKey(ui: UiState, key: KeyPress, mode: UiMode, choices: Choices): Pressed {
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
      return shown({ ...ui, help: false, back: 0, from: 0, page: stepped(PAGES, ui.page, key.shift ? -1 : 1) ?? ui.page });
    case 'e':
      if (choices.filters.length === 0) return { ui, action: null };
      return shown({ ...ui, filter: stepped([null, ...choices.filters], ui.filter, 1) ?? null });
    case 'up':
    case 'k':
      return { ui: scrolled(ui, -SCROLL, choices), action: null };
    case 'down':
    case 'j':
      return { ui: scrolled(ui, SCROLL, choices), action: null };
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

/** Down, or up. The log is followed at its end, a list read from its beginning. */
function scrolled(ui: UiState, by: number, { rows, events }: Choices): UiState {
  return rows === null ? { ...ui, back: within(ui.back - by, events) } : { ...ui, from: within(ui.from + by, rows) };
}

function within(at: number, count: number): number {
  return Math.max(0, Math.min(at, count - 1));
}

function shown(ui: UiState): Pressed {
  return { ui, action: { kind: 'view', panel: ui.help ? 'help' : ui.page, filter: ui.filter } };
}

function stepped<T>(all: readonly T[], from: T, by: 1 | -1): T | undefined {
  return all[(all.indexOf(from) + by + all.length) % all.length];
}
