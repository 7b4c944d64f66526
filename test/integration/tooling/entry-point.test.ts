import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from './run-oxlint.ts';
import { runScript } from './run-script.ts';

const BIN = join(ROOT, 'bin/run.js');
const PAIR = join(ROOT, 'test/fixtures/stacks/pair/experiment.yaml');
const folders: string[] = [];

/** Code that runs before bin/run.js does. */
const first = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

const pretendNode = (version: string): string[] =>
  first(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`);

async function withoutDist(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shakedown-no-dist-'));
  folders.push(folder);
  await cp(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
  return join(folder, 'bin/run.js');
}

/** Its exit code, and what it says on stderr, when nobody reads any of the other stream; of both, nothing. */
function withoutReader(args: readonly string[], lost: readonly ('stdout' | 'stderr')[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of ['stdout', 'stderr'] as const) {
      if (lost.includes(stream)) child[stream].destroy();
      else child[stream].on('data', (chunk: Buffer) => (said += chunk.toString()));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}

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
    const { code, stderr } = await runScript([await withoutDist()]);
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

  describe('under --json', () => {
    const error = async (args: readonly string[], env: Record<string, string> = {}) => {
      const { code, stdout, stderr } = await runScript(args, { env });
      return { code, document: JSON.parse(stdout), stderr };
    };
    const documentOf = (exitCode: number, message: RegExp) => ({
      code: exitCode,
      document: { schema: 'shakedown.error/v1', exitCode, message: expect.stringMatching(message) },
    });

    it('a Node that is too old, and no dist: one document, 2, with what to try', async () => {
      const old = await error([...pretendNode('20.20.2'), BIN, 'run', 'x.yaml', '--json']);
      expect(old).toMatchObject(documentOf(2, /needs Node 22\.19/u));
      expect(old.document.try).toContain('npm run quickstart');
      const unbuilt = await error([await withoutDist(), 'run', 'x.yaml', '--json']);
      expect(unbuilt).toMatchObject({ code: 2, document: { schema: 'shakedown.error/v1', exitCode: 2, try: 'npm run build' } });
    });

    it.each([
      { args: ['nosuch', '--json'], message: /no command `nosuch`/u, advice: /--help/u },
      { args: ['pln', PAIR, '--json'], message: /no command `pln`/u, advice: /did you mean `plan`\?/u },
      { args: ['helper', 'biuld', '--json'], message: /no command `helper biuld`/u, advice: /did you mean `helper build`\?/u },
      { args: ['--json', 'plan', PAIR], message: /no command before `--json`/u, advice: /run experiment\.yaml --json/u },
      { args: ['watch', 'reports', '--json'], message: /Nonexistent flag: --json/u, advice: /shakedown watch --help/u },
      { args: ['proxy', '--json'], message: /Nonexistent flag: --json/u, advice: /shakedown proxy --help/u },
      { args: ['run', '--json'], message: /manifest {2}The experiment/u, advice: /shakedown run --help/u },
      { args: ['recover', 'run', '--json'], message: /^Unexpected argument: run$/u, advice: /shakedown recover --help/u },
      { args: ['repeat', PAIR, '--json'], message: /^Missing required flag times$/u, advice: /shakedown repeat --help/u },
      { args: ['run', PAIR, '--seed', 'abc', '--json'], message: /^--seed: Expected an integer/u, advice: /shakedown run --help/u },
    ])('$args: one document, 2', async ({ args, message, advice }) => {
      const found = await error([BIN, ...args]);
      expect(found).toMatchObject({ ...documentOf(2, message), stderr: '' });
      expect(found.document.try).toMatch(advice);
    });

    /** In the moment in which the manifest has been read. */
    const onceRead = (deed: string): string[] => first(`process.on('shakedown:secrets', () => { ${deed} })`);

    it.each([
      ['throws', `throw new Error('boom')`],
      ['throws later', `process.nextTick(() => { throw new Error('boom') })`],
      ['throws what is no error', `process.nextTick(() => { throw 'boom' })`],
      ['rejects a promise that nobody awaits', `Promise.reject(new Error('boom'))`],
    ])('a command that touches nothing and %s: one document, 70', async (_, deed) => {
      expect(await error([...onceRead(deed), BIN, 'plan', PAIR, '--json'])).toMatchObject(documentOf(70, /^a bug of ours: boom$/u));
    });

    it('no document, and no line on stderr, holds a secret of the manifest', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'shakedown-secret-'));
      folders.push(folder);
      const manifest = join(folder, 'experiment.yaml');
      const load = '[{ name: x, rate: 10/s, request: { url: "http://127.0.0.1:9/", headers: { authorization: "${API_TOKEN}" } } }]';
      const head =
        'apiVersion: shakedown/v1\nkind: Experiment\nmetadata: { name: x }\nphases: { baseline: 5s }\nslos: [ success_rate > 1% ]\n';
      await writeFile(manifest, `${head}load: ${load}\n`);
      const env = { API_TOKEN: 'hunter2-very-secret' };
      const thrown = await error(
        [...onceRead(`throw new Error('not with ' + process.env.API_TOKEN)`), BIN, 'plan', manifest, '--json'],
        env,
      );
      expect(thrown).toMatchObject({ ...documentOf(70, /not with \*\*\*$/u), stderr: '' });
      const later = onceRead(`process.nextTick(() => { throw new Error('not with ' + process.env.API_TOKEN) })`);
      const unforeseen = await error([...later, BIN, 'plan', manifest, '--json'], env);
      expect(unforeseen).toMatchObject(documentOf(70, /not with \*\*\*$/u));
      expect(unforeseen.stderr).toContain('Error: not with ***');
      expect(unforeseen.stderr).not.toContain('hunter2');
    });

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ])('%s where there is nothing to undo: one document, %i', async (signal, exitCode) => {
      const found = await error([...onceRead(`process.emit('${signal}', '${signal}')`), BIN, 'plan', PAIR, '--json']);
      expect(found).toMatchObject(documentOf(exitCode, new RegExp(`ended by ${signal}`, 'u')));
    });
  });

  it.each([
    { args: ['schema'], code: 0 },
    { args: ['schema', '--json'], code: 0 },
    { args: ['--help'], code: 0 },
    { args: ['run', '--help'], code: 0 },
    { args: ['plan', PAIR], code: 0 },
    { args: ['nosuch', '--json'], code: 2 },
  ])('ends $args quietly, with $code, when nobody reads what it prints', async ({ args, code }) => {
    expect(await withoutReader(args, ['stdout'])).toEqual({ code, said: '' });
  });

  it('ends as it would when nobody reads its errors', async () => {
    expect(await withoutReader(['nosuch'], ['stderr'])).toEqual({ code: 2, said: '' });
    expect(await withoutReader(['nosuch'], ['stdout', 'stderr'])).toEqual({ code: 2, said: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('says that its output cannot be written, as on a full disk, and exits 2', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BIN, 'schema'], { stdio: ['ignore', full, 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(said).toMatch(/^standard output cannot be written: ENOSPC/u);
    expect(code).toBe(2);
  });
});
