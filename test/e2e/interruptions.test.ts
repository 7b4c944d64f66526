import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { PAIR, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesLeft, processesOf } from './processes-of.ts';
import { useSandbox } from './use-sandbox.ts';

const PAUSED = join(ROOT, 'test/fixtures/stacks/pair/paused.yaml');

describe('a run that is cut off', () => {
  let sandbox: Sandbox;
  useSandbox((fresh) => (sandbox = fresh));

  for (const { signal, code, by } of [
    { signal: 'SIGINT', code: 130, by: 'SIGINT' },
    { signal: 'SIGTERM', code: 143, by: 'SIGTERM' },
    { signal: 'SIGHUP', code: 143, by: 'SIGHUP' },
  ] as const) {
    it(`undoes the fault, writes the report and exits ${code} on ${signal}`, async () => {
      const cli = sandbox.start(['run', PAIR, '--json']);
      await cli.event('fault-proven');
      cli.child.kill(signal);
      const result = await cli.done;
      expect(result.code, result.stderr).toBe(code);
      const events = await sandbox.events();
      const order = events.map((event) => event.type);
      expect(order.indexOf('stop-requested')).toBeLessThan(order.indexOf('fault-undo-called'));
      expect(order.indexOf('fault-undo-called')).toBeLessThan(order.indexOf('fault-gone'));
      const report = JSON.parse(result.stdout);
      expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: code, undo: { complete: true }, stop: { by } });
      expect(report.phases.at(-1)).toMatchObject({ name: 'fault', cutShort: true });
      expect(reportInvariants(report)).toEqual([]);
      expect(await sandbox.leftovers()).toEqual([]);
    });
  }

  it('undoes without a report on a second Ctrl-C', async () => {
    const cli = sandbox.start(['run', PAIR]);
    await cli.event('fault-proven');
    cli.child.kill('SIGINT');
    await cli.event('stop-requested');
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.done;
    expect(code).toBe(130);
    await expect(sandbox.report()).rejects.toThrow();
    expect(stdout).toMatch(/^Report {2}none was written; .*shakedown report /mu);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('leaves no fault, process or proxy behind after kill -9', async () => {
    const cli = sandbox.start(['run', PAIR]);
    await cli.event('fault-proven');
    cli.child.kill('SIGKILL');
    await cli.done;
    expect(await processesLeft(sandbox.stateHome, 10_000)).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
    const replayed = (await sandbox.events()).filter((event) => event.type === 'record-replayed');
    expect(replayed.length).toBeGreaterThan(0);
    expect(replayed.every((event) => event.ok)).toBe(true);
  });

  it('runs a stopped service again within a second of kill -9', async () => {
    const beats = join(sandbox.folder, 'beats');
    const cli = sandbox.start(['run', PAUSED, '--set', `vars.beats=${beats}`]);
    await cli.event('fault-proven');
    expect((await processesOf(sandbox.stateHome)).some((process) => process.state === 'T')).toBe(true);
    const killedAt = Date.now();
    cli.child.kill('SIGKILL');
    await cli.done;
    let firstBeat = Infinity;
    for (const until = Date.now() + 5_000; firstBeat === Infinity && Date.now() < until;) {
      const times = (await readFile(beats, 'utf8')).trim().split('\n').map(Number);
      firstBeat = times.find((time) => time > killedAt) ?? Infinity;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(firstBeat - killedAt).toBeLessThan(1_000);
  });

  it('ends the same way when the whole process group is killed', async () => {
    const cli = sandbox.start(['run', PAIR], { detached: true });
    await cli.event('fault-proven');
    process.kill(-cli.pid, 'SIGKILL');
    await cli.done;
    expect(await processesLeft(sandbox.stateHome, 10_000)).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('recovers what is left when the watchdog was killed as well', async () => {
    const cli = sandbox.start(['run', PAIR]);
    await cli.event('fault-proven');
    const watchdog = (await processesOf(sandbox.stateHome)).find((process) => process.command.includes('watchdog'));
    process.kill(watchdog?.pid ?? NaN, 'SIGKILL');
    cli.child.kill('SIGKILL');
    await cli.done;
    // The lock of the dead run is live until it expires, whatever the process table says.
    const early = await sandbox.run(['recover', '--json']);
    expect(JSON.parse(early.stdout)).toMatchObject({ schema: 'shakedown.recovery/v1' });
    for (const until = Date.now() + 60_000; Date.now() < until;) {
      const { code } = await sandbox.run(['recover']);
      if (code === 0 && (await processesOf(sandbox.stateHome)).length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
    expect(await processesOf(sandbox.stateHome)).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('without a watchdog leaves everything after kill -9, as the plan says, and recover undoes it', async () => {
    const off = ['--set', 'safety.watchdog=off'];
    const planned = await sandbox.run(['plan', PAUSED, ...off]);
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain(
      '`safety.watchdog` is off: if this run is killed, these stay until `shakedown recover`: `frozen-api` (pause), the stack it started',
    );
    const cli = sandbox.start(['run', PAUSED, ...off]);
    await cli.event('fault-proven');
    expect((await processesOf(sandbox.stateHome)).filter(({ command }) => command.includes('watchdog.main'))).toEqual([]);
    const [started] = await sandbox.events();
    cli.child.kill('SIGKILL');
    await cli.done;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await processesOf(sandbox.stateHome)).some(({ state }) => state === 'T')).toBe(true);
    const recovered = await sandbox.run(['recover', '--force', started?.type === 'run-started' ? started.run : '']);
    expect(recovered.code, recovered.stdout).toBe(0);
    expect(recovered.stdout).toContain('undone: SIGCONT to api');
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it.each([
    { title: 'throws in a timer', bug: 'throw new Error("a bug")' },
    { title: 'rejects a promise that nobody awaits', bug: 'void Promise.reject(new Error("a bug"))' },
  ])('undoes everything and exits 70 when something of ours $title', async ({ bug }) => {
    const bomb = `data:text/javascript,${encodeURIComponent(`if (process.argv.includes("run")) setTimeout(() => { ${bug} }, 6500)`)}`;
    const result = await sandbox.run(['run', PAIR, '--json'], { env: { NODE_OPTIONS: `--import ${bomb}` } });
    expect(result.code, result.stderr).toBe(70);
    expect(result.stderr).toContain('a bug');
    const report = JSON.parse(result.stdout);
    expect(report).toMatchObject({ exitCode: 70, verdict: 'inconclusive', undo: { complete: true } });
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('stops when it has taken longer than safety.maxDuration, and undoes first', async () => {
    // Its phases take as long; starting the stack comes on top.
    const result = await sandbox.run(['run', PAIR, '--json', '--set', 'safety.maxDuration=15s']);
    expect(result.code, result.stdout).toBe(4);
    expect(JSON.parse(result.stdout)).toMatchObject({ stop: { by: 'max-duration' }, undo: { complete: true } });
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('stops at a stop condition, undoes first, and exits 4', async () => {
    const result = await sandbox.run(['run', PAIR, '--json', '--set', 'stopConditions.0=p50(response_time) > 100ms for 2s']);
    expect(result.code, result.stdout).toBe(4);
    const report = JSON.parse(result.stdout);
    expect(report).toMatchObject({ verdict: 'fail', exitCode: 4, undo: { complete: true } });
    expect(report.reasons[0]).toMatchObject({ code: 'stop-condition' });
    const types = (await sandbox.events()).map((event) => event.type);
    expect(types.indexOf('stop-condition-breached')).toBeLessThan(types.indexOf('fault-undo-called'));
  });
});
