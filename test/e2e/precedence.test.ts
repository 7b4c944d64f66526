import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { serversUnderTest } from '../contract/proxy/servers-under-test.ts';
import type { RunningServer } from '../contract/proxy/servers-under-test.ts';
import { ROOT } from './cli.ts';
import type { CliResult, Sandbox } from './cli.ts';
import { processesOf } from './processes-of.ts';
import { openGate } from './toxiproxy-gate.ts';
import type { Gate, GateDeed } from './toxiproxy-gate.ts';
import { useSandbox } from './use-sandbox.ts';

/** Its latency is longer than what a busy machine adds to an exchange, and takes from it. */
const BRIEF = join(ROOT, 'test/fixtures/stacks/pair/brief.yaml');
/** It stops when nothing answers for a second. */
const STOPPING = ['vars.timeout=2s', 'vars.limit=1.9s', 'vars.stop=success_rate < 50% for 1s'];
/** Its SLO fails, in the recovery, which no baseline gates. */
const FAILING = 'vars.limit=1us';

const run = (...changes: string[]): string[] => ['run', BRIEF, '--json', ...changes.flatMap((change) => ['--set', change])];

/** Undo incomplete before everything: undo-refused.test.ts. A fail before too little evidence, and that before a pass: verdict-rows.test.ts. */
describe('the precedence, row by row', () => {
  let sandbox: Sandbox;
  useSandbox((fresh) => (sandbox = fresh));

  /** Its exit code is its report's, the first of these reasons is the first of its reasons, and it has the others. */
  function expectEnd({ code, stdout, stderr }: CliResult, exitCode: number, ...reasons: string[]): Report {
    expect(code, stdout + stderr).toBe(exitCode);
    const report: Report = JSON.parse(stdout);
    const verdict = exitCode === 4 ? 'fail' : 'inconclusive';
    expect(report).toMatchObject({ schema: 'shakedown.report/v1', exitCode, verdict, undo: { complete: true, leftovers: [] } });
    const found = report.reasons.map((reason) => reason.code);
    expect(found[0]).toBe(reasons[0]);
    expect(found).toEqual(expect.arrayContaining(reasons));
    expect(reportInvariants(report)).toEqual([]);
    return report;
  }

  describe('on a Toxiproxy that is not what it says', () => {
    let toxiproxy: RunningServer;
    let gate: Gate;
    let decide: (method: string, path: string) => GateDeed;
    beforeEach(async () => {
      const [embedded] = await serversUnderTest();
      if (embedded === undefined) throw new Error('there is no server to test with');
      toxiproxy = await embedded.start();
      gate = await openGate(toxiproxy.api.url, (method, path) => decide(method, path));
    });
    afterEach(async () => {
      gate.close();
      await toxiproxy.stop();
    });
    const isToxic = (path: string): boolean => /^\/proxies\/[^/]+\/toxics\/./u.test(path);

    it('a fault that never bit before an SLO that failed: 3', async () => {
      // It shows the toxic once, where what was asked for is read back, and has lost it by then.
      decide = (method, path) => (method === 'GET' && isToxic(path) ? 'take-back' : 'pass');
      const report = expectEnd(await sandbox.run([...run(FAILING), '--toxiproxy', gate.url]), 3, 'fault-unproven', 'slo-failed');
      expect(report.faults[0]).toMatchObject({ proof: { proven: false }, gone: { proven: true } });
      expect(report.slos[0]).toMatchObject({ verdict: 'fail' });
    });

    it('a fault that does not go: 3, with all that it stood in undone in the end', async () => {
      // It says that the toxic is off, and shows none from then on.
      let isSaidToBeOff = false;
      decide = (method, path) => {
        if (!isToxic(path)) return 'pass';
        if (method === 'DELETE') isSaidToBeOff = true;
        if (method === 'DELETE') return { status: 204 };
        return isSaidToBeOff ? { status: 404, text: '{"error":"toxic not found","status":404}' } : 'pass';
      };
      const report = expectEnd(await sandbox.run([...run(), '--toxiproxy', gate.url]), 3, 'fault-not-gone');
      expect(report.faults[0]).toMatchObject({ proof: { proven: true }, gone: { proven: false } });
      expect(report.phases.at(-1)).toMatchObject({ name: 'fault' });
      expect((await toxiproxy.api.call('GET', '/proxies')).json).toEqual({});
    });

    async function takeToxicAway(): Promise<void> {
      const proxies: Record<string, { toxics: { name: string }[] }> = JSON.parse((await toxiproxy.api.call('GET', '/proxies')).text);
      const toxics = Object.entries(proxies).flatMap(([proxy, each]) => each.toxics.map(({ name }) => `/proxies/${proxy}/toxics/${name}`));
      expect(toxics).toHaveLength(1);
      for (const path of toxics) await toxiproxy.api.call('DELETE', path);
    }

    it('a fault that is lost while it is held: 3', async () => {
      decide = () => 'pass';
      const cli = sandbox.start([...run(), '--toxiproxy', gate.url]);
      await cli.event('fault-proven');
      await takeToxicAway();
      const report = expectEnd(await cli.done, 3, 'fault-lost');
      expect(report.faults[0]).toMatchObject({ proof: { proven: true }, gone: { proven: true } });
    });

    it('a stop condition before a fault that is lost: 4', async () => {
      decide = () => 'pass';
      const cli = sandbox.start([...run(...STOPPING, 'phases.recovery=10s'), '--toxiproxy', gate.url]);
      await cli.event('fault-proven');
      await takeToxicAway();
      await cli.event('fault-lost');
      const db = (await processesOf(sandbox.stateHome)).find(({ command }) => command.includes('db.js'));
      process.kill(db?.pid ?? NaN, 'SIGKILL');
      expectEnd(await cli.done, 4, 'stop-condition', 'fault-lost');
    });
  });

  it('a fault that no traffic met: 3', async () => {
    const report = expectEnd(await sandbox.run(run('vars.path=/health')), 3, 'fault-not-exposed');
    expect(report.faults[0]).toMatchObject({ proof: { proven: true }, exposure: { connections: 0 } });
  });

  it('a generator that stood still: 3', async () => {
    const cli = sandbox.start(run('slos.0.expr=p75(response_time) < 2s', 'vars.judged=fault', 'load.0.rate=30/s'));
    await cli.event('fault-proven');
    cli.child.kill('SIGSTOP');
    await sleep(3_500);
    cli.child.kill('SIGCONT');
    // The SLO fails, and does not where the time is counted from when the request was dispatched.
    expect(expectEnd(await cli.done, 3, 'generator-limited', 'slo-failed').generator.limited).toBe(true);
  });

  it('a load worker that was lost: 3', async () => {
    // Threads only: what throws in the main one is a bug that undoes everything, 70.
    const bug = `import { isMainThread } from 'node:worker_threads'; if (!isMainThread) setTimeout(() => { throw new Error('lost') }, 2000);`;
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(bug)}` };
    expectEnd(await sandbox.run(run(), { env }), 3, 'worker-lost');
  });

  it.each([
    { title: 'Ctrl-C before a proxy that died', changes: [], exitCode: 130, event: 'stop-requested', reason: 'interrupted' },
    {
      title: 'a proxy that died before a stop condition',
      changes: STOPPING,
      exitCode: 6,
      event: 'stop-condition-breached',
      reason: 'stop-condition',
    },
  ] as const)('$title: $exitCode', async ({ changes, exitCode, event, reason }) => {
    const cli = sandbox.start(run(...changes));
    await cli.event('fault-proven');
    const proxy = (await processesOf(sandbox.stateHome)).find(({ command }) => command.includes('proxy.main'));
    // Frozen, it holds up the undo that the end begins with, so that it can die before that is over.
    process.kill(proxy?.pid ?? NaN, 'SIGSTOP');
    if (event === 'stop-requested') cli.child.kill('SIGINT');
    await cli.event(event);
    process.kill(proxy?.pid ?? NaN, 'SIGKILL');
    const report = expectEnd(await cli.done, exitCode, ...(exitCode === 6 ? ['component-lost', reason] : [reason, 'component-lost']));
    expect(report.stop).toMatchObject({ by: exitCode === 6 ? 'stop-condition' : 'SIGINT' });
  });
});
