import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, PAIR } from './cli.ts';
import type { CliResult, Sandbox } from './cli.ts';

describe('a run seen from its events', () => {
  let sandbox: Sandbox;
  let folder: string;
  let run: CliResult;
  let live: CliResult;

  /** One run, which streams its events, and another terminal that watches it while it goes on. */
  beforeAll(async () => {
    sandbox = await createSandbox();
    const running = sandbox.start(['run', PAIR, '--output', 'ndjson']);
    await running.event('timeline-started');
    const [name = ''] = await readdir(sandbox.reports);
    folder = join(sandbox.reports, name);
    const watching = sandbox.start(['watch', folder]);
    [run, live] = await Promise.all([running.done, watching.done]);
  });
  afterAll(() => sandbox.dispose());

  it('--output ndjson writes every event as it is in the log, and nothing else', async () => {
    expect(run.code, run.stderr).toBe((await sandbox.report()).exitCode);
    expect(run.stdout).toBe(await readFile(join(folder, 'events.ndjson'), 'utf8'));
    const types = (await sandbox.events()).map(({ type }) => type);
    expect(types[0]).toBe('run-started');
    for (const type of ['phase-started', 'fault-proven', 'fault-gone', 'run-ended']) expect(types).toContain(type);
  });

  it('watch follows a run that goes on to its end, and what it says of the run is the run’s own', () => {
    expect(live.code, live.stderr).toBe(0);
    for (const words of ['phase fault', 'proven', 'phase recovery', 'verdict: ']) expect(live.stdout).toContain(words);
  });

  it('watch tells the same of a run that is over, at once or slowed down', async () => {
    const again = await sandbox.run(['watch', folder]);
    expect(again.code, again.stderr).toBe(0);
    const facts = (text: string): string[] => text.split('\n').filter((line) => /phase |fault |verdict/u.test(line));
    expect(facts(again.stdout)).toEqual(facts(live.stdout));
    const fast = await sandbox.run(['watch', join(folder, 'events.ndjson'), '--speed', '50', '--from', '2s']);
    expect(fast.code, fast.stderr).toBe(0);
    expect(fast.stdout).toContain('verdict: ');
  });

  it.each([
    [['watch', 'no/such/folder'], /no\/such\/folder/u],
    [['watch', '.', '--speed', 'very'], /speed/u],
    [['run', PAIR, '--output', 'ndjson', '--json'], /json/u],
  ])('%j: 2, and why', async (args, why) => {
    const result = await sandbox.run(args);
    expect(result.code, result.stdout).toBe(2);
    expect(result.stderr + result.stdout).toMatch(why);
  });
});
