import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const RESTORED = '\u001b[?1049l\u001b[?2004l\u001b[?25h\u001b[0m';
const MODULE = new URL('../../../src/os-process/keep-terminal.ts', import.meta.url).href;

/** A file stands in for the terminal: what is written to it is what a terminal would obey. */
describe('a terminal that is kept', () => {
  let folder: string;
  let terminal: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shakedown-terminal-'));
    terminal = join(folder, 'terminal');
    await writeFile(terminal, '');
  });
  afterEach(async () => {
    await expect.poll(keepers, { timeout: 20_000 }).toBe(0);
    await rm(folder, { recursive: true });
  });

  async function keepers(): Promise<number> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
    const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    return commands.filter((command) => command.includes(terminal)).length;
  }

  /** In a process group of its own; `then` is what it does once somebody keeps its terminal. */
  function owner(then: string) {
    const code = `import { keepTerminal } from '${MODULE}';
      const kept = keepTerminal(process.env.KEPT, null);
      console.log('kept');
      ${then}`;
    return spawn(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, KEPT: terminal },
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  it.each([
    ['its owner', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['the owner’s whole group', (pid: number) => process.kill(-pid, 'SIGKILL')],
  ])('is given back when SIGKILL ends %s', async (_, kill) => {
    const child = owner('setInterval(() => {}, 1000);');
    await once(child.stdout, 'data');
    kill(child.pid ?? NaN);
    await expect.poll(() => readFile(terminal, 'utf8'), { timeout: 20_000 }).toBe(RESTORED);
  });

  it.each([
    ['was given back, and nobody is kept alive by it', 'kept.release();', 0],
    ['is given back by the owner’s own exit', 'process.exit(3);', 3],
  ])('is left alone once it %s', async (_, then, expected) => {
    const child = owner(then);
    const [code] = await once(child, 'exit');
    expect(code).toBe(expected);
    await expect.poll(keepers, { timeout: 20_000 }).toBe(0);
    expect(await readFile(terminal, 'utf8')).toBe('');
  });
});
