import { describe, expect, test } from 'vitest';
import type { KeyPress } from '../../../src/terminal/input/key-press.ts';
import { pressKey, type Choices, type Pressed } from '../../../src/terminal/input/press-key.ts';
import { splitKeys } from '../../../src/terminal/input/split-keys.ts';
import { FIRST_UI, PAGES, type OperatorAction, type UiMode, type UiState } from '../../../src/terminal/input/ui-state.ts';

const NONE = { input: '', name: null, ctrl: false, meta: false, shift: false, pasted: false } as const;
const typed = (input: string): KeyPress => ({ ...NONE, input });
const named = (name: NonNullable<KeyPress['name']>): KeyPress => ({ ...NONE, name });
const CTRL_C: KeyPress = { ...NONE, input: 'c', ctrl: true };

function pressed(
  keys: readonly KeyPress[],
  mode: UiMode = 'run',
  choices: Partial<Choices> = {},
): { ui: UiState; actions: OperatorAction[] } {
  const actions: OperatorAction[] = [];
  const ui = keys.reduce<UiState>((before, key) => {
    const after: Pressed = pressKey(before, key, mode, { filters: [], rows: null, events: 0, ...choices });
    if (after.action !== null) actions.push(after.action);
    return after.ui;
  }, FIRST_UI);
  return { ui, actions };
}

describe('a key', () => {
  test('stops the run: q and Ctrl-C ask for the same', () => {
    expect(pressed([typed('q'), CTRL_C]).actions).toEqual([
      { kind: 'stop', by: 'key' },
      { kind: 'stop', by: 'SIGINT' },
    ]);
  });

  test('holds the timeline', () => {
    expect(pressed([typed('p')]).actions).toEqual([{ kind: 'hold' }]);
  });

  test('steps through the panels and back', () => {
    const { ui, actions } = pressed([...PAGES.map(() => named('tab')), named('tab'), { ...named('tab'), shift: true }]);
    expect(ui.page).toBe('overview');
    expect(actions).toHaveLength(PAGES.length + 2);
    expect(actions[0]).toEqual({ kind: 'view', panel: 'load', filter: null });
  });

  test('steps through what the numbers can be narrowed to, and ends where it began', () => {
    const filters = ['shop', 'shop\u0000GET /cart'];
    expect(pressed([typed('e'), typed('e')], 'run', { filters }).ui.filter).toBe('shop\u0000GET /cart');
    expect(pressed([typed('e'), typed('e'), typed('e')], 'run', { filters }).ui.filter).toBeNull();
  });

  test('narrows to nothing, and is no event, where there is nothing to choose', () => {
    expect(pressed([typed('e')])).toMatchObject({ ui: { filter: null }, actions: [] });
  });

  test('scrolls the events no further back than to the first', () => {
    const up = Array.from({ length: 20 }, () => named('up'));
    expect(pressed(up, 'run', { events: 30 }).ui.back).toBe(29);
    expect(pressed(up).ui.back).toBe(0);
    expect(pressed([...up, named('down')], 'run', { events: 30 }).ui.back).toBe(24);
  });

  test('shows the help and takes it away', () => {
    expect(pressed([typed('?')]).ui.help).toBe(true);
    expect(pressed([typed('?'), typed('?')]).ui.help).toBe(false);
    expect(pressed([typed('?'), named('escape')]).ui.help).toBe(false);
  });

  test('scrolls the list of its page from the beginning, and no further than to its end', () => {
    const down = Array.from({ length: 9 }, () => named('down'));
    expect(pressed(down, 'run', { rows: 12 }).ui).toMatchObject({ from: 11, back: 0 });
    expect(pressed([...down, named('up')], 'run', { rows: 12 }).ui.from).toBe(6);
    expect(pressed(down, 'run', { rows: 0 }).ui.from).toBe(0);
    expect(pressed([...down, named('tab')], 'run', { rows: 12 }).ui.from).toBe(0);
  });

  test('of a replay stops nothing that runs: it pauses, seeks and changes the speed', () => {
    expect(pressed([typed('p'), typed(' '), named('left'), typed('+'), typed('n')], 'watch').actions).toEqual([
      { kind: 'pause' },
      { kind: 'pause' },
      { kind: 'seek', byMs: -10_000 },
      { kind: 'speed', factor: 2 },
    ]);
  });
});

describe('a note', () => {
  const letters = Array.from('p99 up?', typed);

  test('takes every letter, also those that are keys elsewhere, until Enter', () => {
    const { ui, actions } = pressed([typed('n'), ...letters, typed('q'), named('backspace'), named('return')]);
    expect(actions).toEqual([{ kind: 'note', text: 'p99 up?' }]);
    expect(ui.draft).toBeNull();
  });

  test('is dropped by Escape, and is none when nothing was written', () => {
    expect(pressed([typed('n'), ...letters, named('escape')]).actions).toEqual([]);
    expect(pressed([typed('n'), typed('  '), named('return')]).actions).toEqual([]);
  });

  test('does not keep Ctrl-C from stopping the run', () => {
    expect(pressed([typed('n'), ...letters, CTRL_C]).actions).toEqual([{ kind: 'stop', by: 'SIGINT' }]);
  });

  test('that was pasted is one line without control characters', () => {
    expect(pressed([typed('n'), typed('a\r\nb\u0007\u001bc'), named('return')]).actions).toEqual([{ kind: 'note', text: 'a b c' }]);
  });
});

describe('what is read at once', () => {
  const split = (input: string, writing = false): string[] => splitKeys(typed(input), writing).map((key) => key.name ?? key.input);

  test('is several keys, where each letter is one', () => {
    expect(split('qq')).toEqual(['q', 'q']);
    expect(split('++')).toEqual(['+', '+']);
    expect(split('\t\t')).toEqual(['tab', 'tab']);
    expect(split('j'.repeat(40))).toHaveLength(40);
  });

  test('is text where a letter is no key, and where there are more of them than anybody presses', () => {
    expect(split('quit')).toEqual(['quit']);
    expect(split('ppeennqqhh')).toEqual(['ppeennqqhh']);
  });

  test('that the terminal says was pasted presses no key', () => {
    const key = { ...typed('qq'), pasted: true };
    expect(splitKeys(key, false)).toEqual([key]);
    expect(pressed([{ ...typed('q'), pasted: true }]).actions).toEqual([]);
    expect(pressed([typed('n'), { ...typed('q'), pasted: true }, named('return')]).actions).toEqual([{ kind: 'note', text: 'q' }]);
  });

  test('is text of a note that is written, but for an Enter at its end', () => {
    expect(split('qq', true)).toEqual(['qq']);
    expect(split('up\r', true)).toEqual(['up', 'return']);
    expect(splitKeys({ ...typed('a\r'), pasted: true }, true)).toHaveLength(1);
  });
});
