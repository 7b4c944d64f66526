import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from './run-oxlint.ts';
import { runScript } from './run-script.ts';

const BIN = join(ROOT, 'bin/run.js');
const folders: string[] = [];

/** Code that runs before bin/run.js does. */
const first = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

const pretendNode = (version: string): string[] =>
  first(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`);

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

describe('bin/run.js', () => {
  it.each(['18.20.8', '20.20.2', '22.18.0'])('says what is needed on Node %s, and exits 2', async (version) => {
    const { code, stdout, stderr } = await runScript([...pretendNode(version), BIN, '--version']);
    expect(stderr).toContain('needs Node 22.19 or later');
    expect(stderr).toContain(version);
    expect(stderr).toContain('npm run quickstart');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each(['22.19.0', '24.0.0', '26.1.0'])('starts on Node %s', async (version) => {
    const { code, stdout } = await runScript([...pretendNode(version), BIN, '--version']);
    expect(stdout).toMatch(/^shakedown\/\d/);
    expect(code).toBe(0);
  });

  it('says how to build when there is no dist, and exits 2', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shakedown-no-dist-'));
    folders.push(folder);
    await cp(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
    const { code, stderr } = await runScript([join(folder, 'bin/run.js')]);
    expect(stderr).toContain('npm run build');
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  it.each([
    ['an error thrown in a timer', `throw new Error('boom')`],
    ['a promise that nobody awaits', `Promise.reject(new Error('boom'))`],
    ['something thrown that is no error', `throw 'boom'`],
  ])('calls %s a bug of ours, and exits 70', async (_, deed) => {
    const { code, stderr } = await runScript([...first(`setTimeout(() => { ${deed} }, 20)`), BIN, '--help']);
    expect(stderr).toContain('a bug of ours');
    expect(stderr).toContain('boom');
    expect(code).toBe(70);
  });

  it('leaves the end to a run that listens for the crash, so that it can undo first', async () => {
    const run = `process.on('shakedown:crash', (error) => { console.error('undoing after', error.message); process.exitCode = 70; })`;
    const { code, stderr } = await runScript([...first(`${run}; setTimeout(() => { throw new Error('boom') }, 20)`), BIN, '--help']);
    expect(stderr).toContain('undoing after boom');
    expect(code).toBe(70);
  });
});
