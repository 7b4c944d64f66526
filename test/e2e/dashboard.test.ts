import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderEventLine } from '../../src/events/parse-event-line.ts';
import { hasProgram } from '../setup/system-packages.ts';
import { createSandbox, PAIR, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { recordRun } from '../unit/terminal/recorded-run.ts';
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

  const panelsSeen = async (): Promise<string[]> =>
    (await sandbox.events()).flatMap((event) => (event.type === 'view-changed' ? event.panel : []));

  /** A shell around the run that tidies nothing up: settings that nobody has by accident, and what is left of them afterwards. */
  async function startBetweenLooks(): Promise<() => Promise<void>> {
    const before = join(sandbox.folder, 'before');
    const after = join(sandbox.folder, 'after');
    const script = join(sandbox.folder, 'looks.sh');
    const thrower = fileURLToPath(new URL('../fixtures/throw-on-signal.mjs', import.meta.url));
    const command = `NODE_OPTIONS='--import ${thrower}' node_modules/.bin/node ${BIN} run ${PAIR} --report-dir ${sandbox.reports}`;
    // After SIGKILL another process gives the terminal back, a moment later.
    await writeFile(
      script,
      `stty -echoctl erase ^H\nstty -a > ${before}\n${command}\ncode=$?\n[ $code = 137 ] && sleep 5\nstty -a > ${after}\necho "code=$code"\n`,
    );
    type(`cd ${ROOT} && sh ${script}`, 'Enter');
    return async () => expect(await readFile(after, 'utf8')).toBe(await readFile(before, 'utf8'));
  }

  async function signalCli(signal: NodeJS.Signals): Promise<void> {
    const cli = (await processesOf(sandbox.stateHome)).find(({ command }) => command.includes('bin/run.js'));
    process.kill(cli?.pid ?? NaN, signal);
  }

  it.each([
    { title: 'q', stop: async () => type('q'), code: 130 },
    { title: 'Ctrl-C', stop: async () => type('C-c'), code: 130 },
    { title: 'SIGTERM', stop: () => signalCli('SIGTERM'), code: 143 },
    { title: 'a throw of ours', stop: () => signalCli('SIGUSR2'), code: 70 },
    { title: 'kill -9', stop: () => signalCli('SIGKILL'), code: 137 },
  ])('shows the fault with its proof, and on $title the fault goes and the terminal is as it was found', async ({ stop, code }) => {
    const expectSettingsKept = await startBetweenLooks();
    await until('a proven fault', (text) => /slow-db.*active, \+\d+(\.\d+)? ms/u.test(text));
    expect(inAlternateScreen()).toBe(true);
    await stop();
    await until('the exit code', (shown) => new RegExp(`^code=${code}$`, 'mu').test(shown));
    expect(inAlternateScreen()).toBe(false);
    await expectSettingsKept();
    if (code !== 137) expect(withScrollback()).toMatch(/INCONCLUSIVE|a throw of ours/);
    const undone = (await sandbox.events()).filter(
      (event) => event.type === 'fault-gone' || (event.type === 'record-replayed' && event.id === 'fault:slow-db' && event.ok),
    );
    expect(undone).toHaveLength(1);
    type('echo typ', 'ed', 'Enter');
    await until('what is typed', (shown) => /^typed$/m.test(shown));
  });

  it('turns its pages, holds the timeline, takes a note and lets it go on: each is an event, and the run is invalid: 3', async () => {
    startRun();
    // Well before the fault, of which there must be some left to hold.
    await until('the first frame', (text) => /overview 1\/5/u.test(text));
    type('Tab');
    await until('the next panel', (text) => /load 2\/5/u.test(text));
    type('?');
    await until('the help', (text) => /help *$/mu.test(text));
    type('?');
    await until('the panel again', (text) => /load 2\/5/u.test(text));
    // One load of one endpoint: there is nothing to choose.
    type('e');
    type('BTab');
    await until('a proven fault', (text) => /slow-db.*active/u.test(text));
    type('p');
    await until('the hold, with the fault gone', (text) => /HELD/.test(text) && /slow-db.*gone/u.test(text));
    type('n');
    type('-l', 'what is q?');
    type('Enter');
    await until('the note', (text) => /note: what is q\?/.test(text));
    type('p');
    await until('the fault again', (text) => /slow-db.*active/u.test(text));
    await until('the exit code', (text) => /^code=3$/m.test(text));
    expect(await panelsSeen()).toEqual(['load', 'help', 'load', 'overview']);
    const types = (await sandbox.events()).map((event) => event.type);
    const deeds = ['timeline-held', 'note-written', 'timeline-resumed', 'fault-gone', 'fault-proven'];
    expect(types.filter((one) => deeds.includes(one))).toEqual([
      'fault-proven',
      'timeline-held',
      'fault-gone',
      'note-written',
      'timeline-resumed',
      'fault-proven',
      'fault-gone',
    ]);
    const report = await sandbox.report();
    expect(report.operator.notes.map(({ text }) => text)).toEqual(['what is q?']);
    expect(report.operator.holds).toHaveLength(1);
    expect(report).toMatchObject({ exitCode: 3, verdict: 'inconclusive' });
    expect(report.reasons[0]).toMatchObject({ code: 'held-by-operator' });
  });

  /** Where the replay stands, in seconds of the timeline. */
  const stoodAt = (text: string): number =>
    Number(
      /(\d):(\d\d) of 1:03/u
        .exec(text)
        ?.slice(1)
        .reduce((sum, part) => sum * 60 + Number(part), 0),
    );

  it('watches a run that is over, forth and back and at any speed, and gives the terminal back', async () => {
    const folder = join(sandbox.reports, 'recorded');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'events.ndjson'), recordRun({ endpoints: true }).map(renderEventLine).join(''));
    const before = join(sandbox.folder, 'before');
    const after = join(sandbox.folder, 'after');
    type(`cd ${ROOT}; stty -a > ${before}; node_modules/.bin/node ${BIN} watch ${folder}; echo "code=$?"; stty -a > ${after}`, 'Enter');
    await until('the beginning', (text) => /1x  overview 1\/5/u.test(text));
    type('Space');
    await until('the pause', (text) => /paused, 1x  overview/u.test(text));
    type(...Array.from({ length: 8 }, () => 'Right'));
    await until('the end', (text) => /end of the log  overview/u.test(text));
    type('Left');
    await until('ten seconds before it', (text) => stoodAt(text) === 54 && /paused, 1x  overview/u.test(text));
    type('Left');
    await until('ten more', (text) => stoodAt(text) === 44);
    type('Space');
    await until('it going on', (text) => /1x  overview/u.test(text));
    type('-');
    await until('half the speed', (text) => /0\.5x  overview/u.test(text));
    type('-');
    await until('a quarter of it', (text) => /0\.25x  overview/u.test(text));
    type('+');
    await until('half the speed again', (text) => /0\.5x  overview/u.test(text));
    type('e');
    await until('the load as a whole', (text) => /only browse  /u.test(text));
    type('e');
    await until('one endpoint alone', (text) => /only browse: GET \/ /u.test(text));
    type('Tab');
    await until('the next panel', (text) => /load 2\/5/u.test(text));
    type('?');
    await until('the help', (text) => /help *$/mu.test(text));
    type('q');
    await until('the exit code', (text) => /^code=0$/mu.test(text));
    expect(inAlternateScreen()).toBe(false);
    await expect.poll(() => readFile(after, 'utf8').catch(() => '')).toBe(await readFile(before, 'utf8'));
  });

  it('watches a run that goes on, without colour where none is wanted, and after kill -9 the terminal is back and the run goes on', async () => {
    const running = sandbox.start(['run', PAIR, '--set', 'phases.baseline=100s', '--set', 'safety.maxDuration=5m']);
    await running.event('timeline-started');
    type(`cd ${ROOT} && NO_COLOR=1 node_modules/.bin/node ${BIN} watch ${sandbox.reports}/*; echo "code=$?"`, 'Enter');
    await until('what the run sends', (text) => /values +1?\d\d\/s/u.test(text));
    const painted = execFileSync('tmux', ['-L', socket, 'capture-pane', '-p', '-e'], { encoding: 'utf8' });
    expect(painted).not.toMatch(/\u001b\[(?:\d+;)*(?:3[1-7]|9[1-7]|38)[;m]/u);
    const watcher = (await processesOf(sandbox.stateHome)).find(({ command }) => command.includes(' watch '));
    process.kill(watcher?.pid ?? NaN, 'SIGKILL');
    await expect.poll(inAlternateScreen, { timeout: 10_000 }).toBe(false);
    type('echo typ', 'ed', 'Enter');
    await until('what is typed', (shown) => /^typed$/m.test(shown));
    expect((await processesOf(sandbox.stateHome)).map(({ pid }) => pid)).toContain(running.pid);
    process.kill(running.pid, 'SIGTERM');
    expect((await running.done).code).toBe(143);
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

  it('judges a run to its end, with its report, on a terminal that takes nothing any more', async () => {
    // What nobody reads fills the pipe, then the terminal: the drawing waits for it, and nothing else.
    const command = `stty cols 200 rows 60; exec node_modules/.bin/node ${BIN} run ${PAIR} --report-dir ${sandbox.reports}`;
    const reader = spawn('sh', ['-c', `script -qec '${command}' /dev/null | sleep 300`], {
      cwd: ROOT,
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
      env: { ...process.env, XDG_STATE_HOME: sandbox.stateHome, TERM: 'xterm-256color', CI: '' },
    });
    try {
      await expect
        .poll(
          () =>
            sandbox
              .report()
              .then((report) => report.exitCode)
              .catch(() => null),
          { timeout: 90_000 },
        )
        .toBe(0);
      // The summary, too, waits to be taken: else this terminal was never full.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect((await processesOf(sandbox.stateHome)).map(({ command: line }) => line)).toContainEqual(
        expect.stringMatching(/node.*bin\/run\.js run/u),
      );
    } finally {
      process.kill(-(reader.pid ?? NaN), 'SIGKILL');
    }
  });
});
