import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serversUnderTest } from '../contract/proxy/servers-under-test.ts';
import type { RunningServer } from '../contract/proxy/servers-under-test.ts';
import { createSandbox, PAIR } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesLeft, processesOf } from './processes-of.ts';
import { openGate } from './toxiproxy-gate.ts';
import type { Gate } from './toxiproxy-gate.ts';

describe('a fault that cannot be undone', () => {
  let sandbox: Sandbox;
  let toxiproxy: RunningServer;
  let gate: Gate;
  /** How many more times. */
  let refuses: number;
  // What the fault breaks and the baseline keeps.
  const changes = ['phases.warmup=0s', 'phases.baseline=4s', 'phases.fault=3s', 'slos.0=p50(response_time) < 100ms'];
  const args = (): readonly string[] => ['run', PAIR, '--toxiproxy', gate.url, ...changes.flatMap((change) => ['--set', change])];

  beforeEach(async () => {
    refuses = Infinity;
    sandbox = await createSandbox();
    const [embedded] = await serversUnderTest();
    if (embedded === undefined) throw new Error('there is no server to test with');
    toxiproxy = await embedded.start();
    // All that a Toxiproxy does, but for taking anything away again, as a gateway before it with rights of its own might.
    gate = await openGate(toxiproxy.api.url, (method) =>
      method === 'DELETE' && (refuses -= 1) >= 0 ? { status: 403, text: 'nothing is deleted here' } : 'pass',
    );
  });
  afterEach(async () => {
    gate.close();
    await toxiproxy.stop();
    // A watchdog goes on trying to undo it for as long as it can: that is its duty, and this is the test's.
    for (const { pid } of await processesOf(sandbox.stateHome)) process.kill(pid, 'SIGKILL');
    expect(await processesLeft(sandbox.stateHome, 5_000)).toEqual([]);
    await sandbox.dispose();
  });

  it('outweighs an SLO that failed: 5, with what is left and what undoes it by hand', async () => {
    const { code, stdout, stderr } = await sandbox.run([...args(), '--json']);
    expect(code, stdout + stderr).toBe(5);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 5, undo: { complete: false } });
    expect(report.reasons[0]).toMatchObject({ code: 'undo-incomplete' });
    expect(report.slos[0]).toMatchObject({ verdict: 'fail' });
    expect(JSON.stringify(report.undo.leftovers)).toContain(`curl -X DELETE ${gate.url}/proxies/`);
    expect(await sandbox.leftovers()).not.toEqual([]);
  });

  it('is not told to be there still where the run’s last try undid it: 3, for the time it was there too long', async () => {
    // As often as the fault's own undo is tried.
    refuses = 4;
    const { code, stdout, stderr } = await sandbox.run([...args(), '--json']);
    expect(code, stdout + stderr).toBe(3);
    const report = JSON.parse(stdout);
    expect(report.undo).toEqual({ complete: true, leftovers: [] });
    expect(report.reasons.map(({ code: reason }: { code: string }) => reason)).toContain('fault-not-gone');
    expect(await sandbox.events()).toContainEqual(expect.objectContaining({ type: 'record-replayed', by: 'run', ok: true }));
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('shows on a third Ctrl-C what undoes it by hand, and goes on undoing', async () => {
    const started = sandbox.start(args());
    await started.event('fault-proven');
    let said = '';
    started.child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // One at a time: signals of a kind that come at once are one.
    for (const answer of ['(again: skip the report)', '(again: show how to undo by hand)', 'undoes it by hand']) {
      started.child.kill('SIGINT');
      await expect.poll(() => said).toContain(answer);
    }
    const shownAt = (await sandbox.events()).map(({ type }) => type);
    expect(shownAt).not.toContain('run-ended');
    expect(said).toContain(`curl -X DELETE ${gate.url}/proxies/`);
    const { code, stderr } = await started.done;
    expect(code, stderr).toBe(5);
    // The toxic's undo was refused and retried; what could be undone was, the processes among it.
    const events = await sandbox.events();
    expect(events.some(({ type }) => type === 'fault-undo-failed')).toBe(true);
    expect((await processesOf(sandbox.stateHome)).filter(({ command }) => command.includes('api.js'))).toEqual([]);
    await expect(sandbox.report()).rejects.toThrow();
  });

  it('outweighs an interruption: 5, not 130', async () => {
    const started = sandbox.start([...args(), '--json']);
    await started.event('fault-proven');
    started.child.kill('SIGINT');
    const { code, stdout, stderr } = await started.done;
    expect(code, stdout + stderr).toBe(5);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 5, undo: { complete: false }, stop: { by: 'SIGINT' } });
    expect(report.reasons.map(({ code: reason }: { code: string }) => reason)).toEqual(
      expect.arrayContaining(['undo-incomplete', 'interrupted']),
    );
  });
});
