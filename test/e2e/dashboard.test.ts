import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasProgram } from '../setup/system-packages.ts';
import { createSandbox, PAIR, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesLeft, processesOf } from './processes-of.ts';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** The real program in a real terminal of 100×30, with a shell around it whose prompt comes back when it ended. */
describe.skipIf(!hasProgram('tmux'))('the dashboard in a terminal', () => {
  let sandbox: Sandbox;
  let socket: string;
  beforeEach(async () => {
    sandbox = await createSandbox();
    socket = `shakedown-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const env = { ...process.env, XDG_STATE_HOME: sandbox.stateHome, PS1: 'PROMPT> ', CI: '', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '30', 'bash --norc --noprofile'], {
      env,
    });
  });
  afterEach(async () => {
    spawnSync('tmux', ['-L', socket, 'kill-server']);
    expect(await processesLeft(sandbox.stateHome, 10_000)).toEqual([]);
    await sandbox.dispose();
  });

  const type = (...keys: string[]): void => void execFileSync('tmux', ['-L', socket, 'send-keys', ...keys]);
  const screen = (): string => execFileSync('tmux', ['-L', socket, 'capture-pane', '-p'], { encoding: 'utf8' });
  const withScrollback = (): string => execFileSync('tmux', ['-L', socket, 'capture-pane', '-p', '-S', '-500'], { encoding: 'utf8' });
  const inAlternateScreen = (): boolean =>
    execFileSync('tmux', ['-L', socket, 'display-message', '-p', '#{alternate_on}#{cursor_flag}'], { encoding: 'utf8' }).trim() !== '01';

  async function until(what: string, isTrue: (text: string) => boolean, limitMs = 40_000): Promise<string> {
    for (const end = Date.now() + limitMs; Date.now() < end;) {
      const text = screen();
      if (isTrue(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never saw ${what}:\n${screen()}`);
  }

  function startRun(): void {
    type(`cd ${ROOT} && node_modules/.bin/node ${BIN} run ${PAIR} --report-dir ${sandbox.reports}; echo "code=$?"`, 'Enter');
  }

  it.each([
    { title: 'q', stop: () => type('q'), code: 130 },
    { title: 'Ctrl-C', stop: () => type('C-c'), code: 130 },
  ])('shows the fault with its proof, and on $title undoes it, gives the terminal back and keeps the summary', async ({ stop, code }) => {
    startRun();
    await until('a proven fault', (text) => /\+?\d+(\.\d+)? ms/.test(text) && /slow-db/.test(text) && /FAULT|fault/.test(text));
    expect(inAlternateScreen()).toBe(true);
    stop();
    const text = await until('the exit code', (shown) => /^code=\d/m.test(shown));
    expect(text).toContain(`code=${code}`);
    expect(withScrollback()).toMatch(/INCONCLUSIVE/);
    expect(inAlternateScreen()).toBe(false);
    expect((await sandbox.events()).some((event) => event.type === 'fault-gone')).toBe(true);
    type('echo typ', 'ed', 'Enter');
    await until('what is typed', (shown) => /^typed$/m.test(shown));
  });

  it('survives a resize and gives the terminal back after kill -9', async () => {
    startRun();
    await until('the baseline', (text) => /baseline/i.test(text));
    execFileSync('tmux', ['-L', socket, 'resize-window', '-x', '58', '-y', '20']);
    await until('a narrow frame', (text) => text.split('\n').every((line) => line.length <= 58) && /p99/.test(text));
    const cli = (await processesOf(sandbox.stateHome)).find(({ command }) => command.includes('bin/run.js'));
    process.kill(cli?.pid ?? NaN, 'SIGKILL');
    // What the shell says of the death may land on the screen that is about to be taken away: what is typed afterwards does not.
    for (const end = Date.now() + 10_000; inAlternateScreen() && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(inAlternateScreen()).toBe(false);
    type('echo typ', 'ed', 'Enter');
    await until('what is typed', (shown) => /^typed$/m.test(shown));
  });
});
