import nodeConsole from 'node:console';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startDrawing, type Drawing } from '../../../src/terminal/dashboard/drawing.ts';
import { standInTerminal, type StandInTerminal } from '../../../src/terminal/dashboard/stand-in-terminal.ts';
import { WriteGate } from '../../../src/terminal/dashboard/write-gate.ts';
import type { OperatorAction } from '../../../src/terminal/input/ui-state.ts';
import { recordRun, ZERO_MS } from './recorded-run.ts';

const AT_MS = 30_000;
const TOLD = recordRun({}).filter(({ ms }) => ms - ZERO_MS <= AT_MS);
/** A pause after each event, then before the lines are made, and before they are shown. */
const PAUSES = TOLD.length + 2;
const ON_OVERVIEW = 'SLOs';
const ON_HELP = 'undo every fault';

let folder: string;
let fd: number;
let terminal: StandInTerminal;
let actions: OperatorAction[];
beforeEach(() => {
  // Ink catches what is printed beside it, and that of the tests' runner it cannot.
  vi.stubGlobal('console', nodeConsole);
  folder = mkdtempSync(join(tmpdir(), 'shakedown-drawing-'));
  fd = openSync(join(folder, 'screen'), 'w');
  terminal = standInTerminal(fd, { columns: 80, rows: 24 }, new WriteGate(), (text) => text);
  actions = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  closeSync(fd);
  rmSync(folder, { recursive: true });
});
const screen = (): string => readFileSync(join(folder, 'screen'), 'utf8');

function start(pause: () => Promise<void>): Drawing {
  return startDrawing({
    ...terminal,
    nameLine: (line) => line,
    mode: 'run',
    env: { NO_COLOR: '1', LANG: 'C.UTF-8' },
    onAction: (one) => void actions.push(one),
    pause,
  });
}

it('draws nothing of a tick before all of it is folded, and pauses between its steps', async () => {
  const shown: boolean[] = [];
  const drawing = start(() => {
    shown.push(screen().includes(ON_OVERVIEW));
    return Promise.resolve();
  });
  await drawing.tick(TOLD, AT_MS, null);
  expect(shown).toEqual(Array.from({ length: PAUSES }, () => false));
  await expect.poll(screen).toContain(ON_OVERVIEW);
  await drawing.leave();
});

it.each([PAUSES, PAUSES - 1, PAUSES - 2])('a key pressed in pause %i is not painted over by what the tick had made before', async (at) => {
  let pauses = 0;
  const drawing = start(async () => {
    pauses += 1;
    if (pauses !== at) return;
    terminal.press('?');
    await expect.poll(() => actions).toEqual([{ kind: 'view', panel: 'help', filter: null }]);
  });
  await drawing.tick(TOLD, AT_MS, null);
  expect(pauses).toBe(PAUSES);
  await drawing.leave();
  expect(screen()).toContain(ON_HELP);
  expect(screen().lastIndexOf(ON_HELP)).toBeGreaterThan(screen().lastIndexOf(ON_OVERVIEW));
});

it('presses keys that are read at once one after the other, and none of what was pasted', async () => {
  const drawing = start(() => Promise.resolve());
  await drawing.tick(TOLD, AT_MS, null);
  terminal.press('\u001b[200~qq\u001b[201~');
  terminal.press('\t\t');
  terminal.press('qq');
  await expect
    .poll(() => actions)
    .toEqual([
      { kind: 'view', panel: 'load', filter: null },
      { kind: 'view', panel: 'slos', filter: null },
      { kind: 'stop', by: 'key' },
      { kind: 'stop', by: 'key' },
    ]);
  await drawing.leave();
  // Terminals mark nothing afterwards that a shell would not know.
  expect(screen().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(screen().lastIndexOf('\u001b[?2004h'));
});
