import { describe, expect, test } from 'vitest';
import { showsUnicode } from '../../../src/terminal/glyphs.ts';
import { pickView, type ViewOptions } from '../../../src/terminal/pick-view.ts';
import { wantsColour } from '../../../src/terminal/style.ts';

const terminal: ViewOptions = {
  json: false,
  ndjson: false,
  quiet: false,
  dashboard: true,
  screenReader: false,
  stdoutIsTTY: true,
  stdinIsTTY: true,
  env: { TERM: 'xterm' },
};

describe('view', () => {
  test('is the dashboard on a terminal', () => {
    expect(pickView(terminal)).toBe('dashboard');
  });

  test('is nothing with --json, the verdict with --quiet', () => {
    expect(pickView({ ...terminal, json: true, quiet: true })).toBe('none');
    expect(pickView({ ...terminal, quiet: true })).toBe('quiet');
    expect(pickView({ ...terminal, ndjson: true, quiet: true })).toBe('ndjson');
  });

  test.each([
    ['a pipe', { stdoutIsTTY: false }],
    ['no keyboard', { stdinIsTTY: false }],
    ['--no-dashboard', { dashboard: false }],
    ['CI=true', { env: { CI: 'true' } }],
    ['a dumb terminal', { env: { TERM: 'dumb' } }],
    ['--screen-reader', { screenReader: true }],
    ['a screen reader', { env: { INK_SCREEN_READER: 'true' } }],
  ])('is lines with %s', (_why, differs) => {
    expect(pickView({ ...terminal, ...differs })).toBe('lines');
  });

  test('is the dashboard where CI is there but off', () => {
    expect(pickView({ ...terminal, env: { CI: 'false' } })).toBe('dashboard');
  });
});

describe('colour', () => {
  test('is for terminals that are not dumb', () => {
    expect(wantsColour({}, true)).toBe(true);
    expect(wantsColour({}, false)).toBe(false);
    expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false);
  });

  test('goes with NO_COLOR, unless that is empty', () => {
    expect(wantsColour({ NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
  });

  test('is forced on or off by FORCE_COLOR', () => {
    expect(wantsColour({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).toBe(true);
    expect(wantsColour({ FORCE_COLOR: '0' }, true)).toBe(false);
  });
});

describe('Unicode', () => {
  test.each([
    [{ LANG: 'en_US.UTF-8' }, 'linux', true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux', false],
    [{}, 'linux', false],
    [{}, 'darwin', true],
    [{}, 'win32', true],
    [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, 'linux', false],
  ])('with %o on %s: %s', (env, platform, expected) => {
    expect(showsUnicode(env, platform)).toBe(expected);
  });
});
