import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stop } from '../../src/app/stop.ts';
import { listLiveRuns } from '../../src/app/live-runs.ts';
import { acquireLocks } from '../../src/journal/lock/acquire-locks.ts';
import { currentMoment } from '../../src/journal/moment.ts';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { PAIR } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { useSandbox } from './use-sandbox.ts';

describe('shakedown stop', () => {
  let sandbox: Sandbox;
  useSandbox((fresh) => (sandbox = fresh));

  it('ends a run from another terminal: its fault undone first, its report written, 143', async () => {
    const started = sandbox.start(['run', PAIR, '--json']);
    await started.event('fault-proven');
    const stopped = await sandbox.run(['stop', '--json']);
    expect(stopped.code, stopped.stdout + stopped.stderr).toBe(0);
    const document = JSON.parse(stopped.stdout);
    expect(document).toMatchObject({ schema: 'shakedown.stop/v1', exitCode: 0, runs: [{ ended: true, left: [], where: 'this machine' }] });
    const result = await started.done;
    expect(result.code, result.stderr).toBe(143);
    const order = (await sandbox.events()).map(({ type }) => type);
    expect(order.indexOf('stop-requested')).toBeLessThan(order.indexOf('fault-undo-called'));
    const report = JSON.parse(result.stdout);
    expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 143, undo: { complete: true }, stop: { by: 'stop-command' } });
    expect(report.reasons[0]).toMatchObject({ code: 'interrupted', message: expect.stringMatching(/shakedown stop. of .+@/) });
    expect(reportInvariants(report)).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('asks which of several is meant, ends the one that is named, and all with --all', async () => {
    const both = ['a', 'b'].map((name) => sandbox.start(['run', PAIR, '--report-dir', join(sandbox.folder, name)]));
    const live = async (): Promise<string[]> =>
      (await listLiveRuns(join(sandbox.stateHome, 'shakedown'), null, currentMoment())).map(({ run }) => run);
    await expect.poll(async () => (await live()).length).toBe(2);
    const [first = '', second = ''] = await live();
    const unclear = await sandbox.run(['stop']);
    expect(unclear.code).toBe(2);
    expect(unclear.stderr).toContain('--all');
    expect(unclear.stderr).toContain(first);
    expect(unclear.stderr).toContain(second);
    const unknown = await sandbox.run(['stop', 'ffffffff']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('no run ffffffff lives here');
    expect((await sandbox.run(['stop', first])).code).toBe(0);
    expect(await live()).toEqual([second]);
    const all = await sandbox.run(['stop', '--all']);
    expect(all.code, all.stderr).toBe(0);
    expect((await Promise.all(both.map(({ done }) => done))).map(({ code }) => code)).toEqual([143, 143]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('has nothing to do where no run lives', async () => {
    const { code, stdout } = await sandbox.run(['stop', '--all']);
    expect(code).toBe(0);
    expect(stdout).toContain('No run lives');
  });

  it('says that a run which does not answer has not ended, 5, and recover clears the request away', async () => {
    const state = join(sandbox.stateHome, 'shakedown');
    const run = randomBytes(4).toString('hex');
    const locks = await acquireLocks([], { state, run, now: currentMoment, onLost: () => undefined });
    const document = await stop({ run: null, all: false, state, waitMs: 700 });
    expect(document).toMatchObject({ exitCode: 5, runs: [{ run, ended: false }] });
    await locks.release();
    expect((await sandbox.leftovers()).map((path) => path.endsWith('.stop'))).toEqual([true]);
    expect((await sandbox.run(['recover'])).code).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});
