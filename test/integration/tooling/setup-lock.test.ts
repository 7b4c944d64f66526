import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from './run-oxlint.ts';
import { runScript } from './run-script.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shakedown-lock-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Notes that it begins and ends, with a pause between, under the lock. */
async function workUnderLock() {
  const code = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(join(ROOT, 'scripts/lock.js'))};
    await withLock('lock', async () => {
      appendFileSync('log', 'begin\\n');
      await new Promise((resolve) => setTimeout(resolve, 100));
      appendFileSync('log', 'end\\n');
    }, () => {});`;
  const { code: exitCode, stderr } = await runScript(['--input-type=module', '--eval', code], { cwd: folder });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
}

const expectTurns = async (turns: number): Promise<void> => {
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('begin\nend\n'.repeat(turns));
  expect(await readdir(folder)).toEqual(['log']);
};

it('lets set-ups of one clone take turns', async () => {
  await Promise.all([workUnderLock(), workUnderLock(), workUnderLock()]);
  await expectTurns(3);
});

it('takes over from a set-up that was killed, by one waiter at a time', async () => {
  const dead = await runScript(['--eval', 'console.log(process.pid)']);
  await writeFile(join(folder, 'lock'), dead.stdout.trim());
  await Promise.all([workUnderLock(), workUnderLock(), workUnderLock()]);
  await expectTurns(3);
});
