import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PAIR, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { useSandbox } from './use-sandbox.ts';

const SHORT = ['phases.warmup=0s', 'phases.baseline=4s', 'phases.fault=4s', 'phases.recovery=4s'].flatMap((change) => ['--set', change]);

/** Code that runs in the CLI's process before its own. */
const preload = (code: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`if (process.argv.includes("run")) { ${code} }`)}`,
});

describe('every end of a command', () => {
  let sandbox: Sandbox;
  useSandbox((fresh) => (sandbox = fresh));

  it('a run whose readers have gone goes on, undoes, reports, and ends with the verdict’s exit code', async () => {
    const cli = sandbox.start(['run', PAIR, ...SHORT]);
    await cli.event('run-started');
    cli.child.stdout?.destroy();
    cli.child.stderr?.destroy();
    const { code } = await cli.done;
    const report = await sandbox.report();
    expect(report).toMatchObject({ exitCode: code, undo: { complete: true } });
    expect([0, 1, 3]).toContain(code);
    expect((await sandbox.events()).map(({ type }) => type)).toEqual(expect.arrayContaining(['fault-gone', 'run-ended']));
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('a bug after the run gave everything back: 70, and one document', async () => {
    // The last thing that a session does before its report is printed is to stop listening for crashes.
    const bug = `process.on('removeListener', (name) => name === 'shakedown:crash' && process.nextTick(() => { throw new Error('late') }))`;
    // A stack that does not start makes the shortest run.
    const noStack = ['--set', 'stack.processes.0.command=no-such-program'];
    const { code, stdout } = await sandbox.run(['run', PAIR, ...noStack, '--json'], { env: preload(bug) });
    expect(code, stdout).toBe(70);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'shakedown.error/v1', exitCode: 70, message: 'a bug of ours: late' });
    expect(await sandbox.report()).toMatchObject({ exitCode: 6, undo: { complete: true } });
  });

  it('a bug in the command of a run, before it touched anything: 70, and one document', async () => {
    const bug = `process.on('shakedown:secrets', () => { throw new Error('a bug') })`;
    const json = await sandbox.run(['run', PAIR, '--json'], { env: preload(bug) });
    expect(json.code, json.stderr).toBe(70);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'shakedown.error/v1', exitCode: 70, message: 'a bug of ours: a bug' });
    const told = await sandbox.run(['run', PAIR], { env: preload(bug) });
    expect(told.code).toBe(70);
    expect(told.stderr).toMatch(/bug: something in shakedown itself failed[^]*a bug[^]*report it/u);
  });

  it('a report that cannot be written: the verdict all the same, and what is missing', async () => {
    const cli = sandbox.start(['run', PAIR, '--json']);
    const started = await cli.event('run-started');
    // A file cannot take its place.
    await mkdir(join('runFolder' in started ? started.runFolder : '', 'report.json'));
    cli.child.kill('SIGINT');
    const { code, stdout, stderr } = await cli.done;
    expect(code, stderr).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'shakedown.report/v1', exitCode: 130, undo: { complete: true } });
    expect(stderr).toMatch(/The report cannot be written: EISDIR[^]*report\.json[^]*try: Free some space/u);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('a manifest that may not be read: 2, and one document', async () => {
    const path = join(sandbox.folder, 'experiment.yaml');
    await writeFile(path, '');
    await chmod(path, 0);
    // Root may read what it may not, unless it gives that right away.
    const asRoot = ['--bounding-set', '-dac_override,-dac_read_search', '--', process.execPath];
    const [program = '', ...before] = process.getuid?.() === 0 ? ['setpriv', ...asRoot] : [process.execPath];
    const { status, stdout } = spawnSync(program, [...before, join(ROOT, 'bin/run.js'), 'run', path, '--json'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'shakedown.error/v1',
      exitCode: 2,
      message: expect.stringMatching(/experiment\.yaml cannot be read \(EACCES\)/u),
      where: path,
      try: 'check the path and its permissions',
    });
  });
});
