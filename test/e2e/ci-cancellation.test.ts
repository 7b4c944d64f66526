import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PAIR, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesLeft } from './processes-of.ts';
import { useSandbox } from './use-sandbox.ts';

/** What GitHub's runner does to a cancelled job, by its source (ProcessInvoker): SIGINT to the entry process, SIGTERM, SIGKILL. */
const TO_SIGTERM_MS = 7_500;
const TO_SIGKILL_MS = 2_500;

describe('a CI job that is cancelled', () => {
  let sandbox: Sandbox;
  useSandbox((fresh) => (sandbox = fresh));

  it('has everything undone and reported before SIGTERM comes, where the run is the entry process', async () => {
    const cli = sandbox.start(['run', PAIR, '--set', 'phases.fault=40s'], { env: { CI: 'true' } });
    await cli.event('fault-proven');
    cli.child.kill('SIGINT');
    const end = await Promise.race([cli.done, sleep(TO_SIGTERM_MS, null)]);
    expect(end?.code).toBe(130);
    expect(await sandbox.report()).toMatchObject({ exitCode: 130, undo: { complete: true } });
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('has everything undone before its time is up where a shell is the entry process, and tells the run nothing', async () => {
    const script = `node bin/run.js run ${PAIR} --set phases.fault=40s --report-dir ${sandbox.reports} > /dev/null; echo over`;
    const env = { ...process.env, XDG_STATE_HOME: sandbox.stateHome, CI: 'true', NO_COLOR: '1' };
    const shell = spawn('bash', ['-e', '-c', script], { cwd: ROOT, env, stdio: 'ignore' });
    const exited = once(shell, 'exit');
    await expect.poll(async () => (await sandbox.events()).map(({ type }) => type)).toContain('fault-proven');
    shell.kill('SIGINT');
    await sleep(TO_SIGTERM_MS);
    const terminatedAt = Date.now();
    shell.kill('SIGTERM');
    await Promise.race([exited, sleep(TO_SIGKILL_MS)]);
    shell.kill('SIGKILL');
    await exited;
    // The runner itself kills what is left of the job when its last step is over; that last step is ours.
    const last = await sandbox.run(['stop', '--all', '--json']);
    expect(last.code, last.stdout + last.stderr).toBe(0);
    expect((await sandbox.run(['recover'])).code).toBe(0);
    expect(await processesLeft(sandbox.stateHome, 0)).toEqual([]);
    const events = await sandbox.events();
    expect(events.find(({ type }) => type === 'stop-requested')).toMatchObject({ by: 'parent-gone' });
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', exitCode: 143 });
    // By its own word: what the runner does after that reaches nothing that is still broken.
    const goneAt = Date.parse(events.find(({ type }) => type === 'fault-gone')?.at ?? '');
    expect(goneAt - terminatedAt).toBeLessThan(TO_SIGKILL_MS);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('is stopped by its last step where the run heard of nothing at all', async () => {
    const cli = sandbox.start(['run', PAIR, '--set', 'phases.fault=40s'], { env: { CI: '' } });
    await cli.event('fault-proven');
    expect((await sandbox.run(['recover'])).code).toBe(0);
    expect((await sandbox.run(['stop', '--all'])).code).toBe(0);
    expect((await cli.done).code).toBe(143);
  });
});
