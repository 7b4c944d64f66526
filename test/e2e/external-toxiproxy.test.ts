import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningServer } from '../contract/proxy/servers-under-test.ts';
import { serversUnderTest } from '../contract/proxy/servers-under-test.ts';
import { createSandbox, PAIR } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesLeft, processesOf } from './processes-of.ts';

const SHORT = ['--set', 'phases.warmup=0s', '--set', 'phases.baseline=4s'];

for (const kind of await serversUnderTest()) {
  describe(`a run with a Toxiproxy that stands already: ${kind.title}`, () => {
    let sandbox: Sandbox;
    let server: RunningServer;

    beforeEach(async () => {
      sandbox = await createSandbox();
      server = await kind.start();
      await server.api.call('POST', '/proxies', { name: 'of-another', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
      await server.api.call('POST', '/proxies/of-another/toxics', { type: 'latency', attributes: { latency: 5 } });
    });
    afterEach(async () => {
      await server.stop();
      await sandbox.dispose();
    });

    it('proves its fault there, and leaves what others have on it', async () => {
      const { code, stdout } = await sandbox.run(['run', PAIR, '--toxiproxy', server.api.url, ...SHORT]);
      expect(code, stdout).toBe(0);
      expect(stdout).toContain('(--toxiproxy)');
      const { faults } = await sandbox.report();
      expect(faults[0]?.proof?.proven).toBe(true);
      await onlyTheirsIsLeft();
      expect(await sandbox.leftovers()).toEqual([]);
    });

    it('has its proxies deleted by the watchdog when the run is killed', async () => {
      const started = sandbox.start(['run', PAIR, ...SHORT], { env: { TOXIPROXY_URL: server.api.url } });
      await started.event('fault-proven');
      started.child.kill('SIGKILL');
      await started.done;
      await expect.poll(proxies).toEqual(['of-another']);
      await onlyTheirsIsLeft();
      await expect.poll(() => sandbox.leftovers()).toEqual([]);
    });

    it('has its proxies and toxics found and deleted by recover when its watchdog was killed too', async () => {
      const started = sandbox.start(['run', PAIR, ...SHORT], { env: { TOXIPROXY_URL: server.api.url } });
      await started.event('fault-proven');
      const begun = await started.event('run-started');
      const run = 'run' in begun ? begun.run : '';
      const watchdog = (await processesOf(sandbox.stateHome)).find((process) => process.command.includes('watchdog'));
      process.kill(watchdog?.pid ?? NaN, 'SIGKILL');
      started.child.kill('SIGKILL');
      await started.done;
      const left = (await proxies()).filter((name) => name !== 'of-another' && !name.includes('-until-'));
      expect(left).toEqual([expect.stringContaining(run)]);
      expect((await server.api.call('GET', `/proxies/${left[0]}/toxics`)).text).toContain('"latency"');
      // The lock of the dead run has not expired: the run must be named.
      const { code, stdout } = await sandbox.run(['recover', '--force', run, '--json']);
      expect(code, stdout).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ clean: true, runs: [{ run, clean: true }] });
      await onlyTheirsIsLeft();
      expect(await processesLeft(sandbox.stateHome, 10_000)).toEqual([]);
      // Its lock stays until it expires: force does not take it away from a run that may live.
      expect((await sandbox.leftovers()).filter((path) => !path.includes('/locks/'))).toEqual([]);
    });

    it('ends when that server dies in the middle of it', async () => {
      const started = sandbox.start(['run', PAIR, ...SHORT, '--set', `toxiproxy.url=${server.api.url}`]);
      await started.event('phase-started');
      await server.stop();
      const { code, stdout } = await started.done;
      expect(code).toBe(6);
      expect(stdout).toContain('does not answer any more');
      expect(await sandbox.leftovers()).toEqual([]);
    });

    async function proxies(): Promise<string[]> {
      return Object.keys(JSON.parse((await server.api.call('GET', '/proxies')).text));
    }

    async function onlyTheirsIsLeft(): Promise<void> {
      expect(await proxies()).toEqual(['of-another']);
      expect((await server.api.call('GET', '/proxies/of-another/toxics')).text).toContain('latency_downstream');
    }
  });
}

describe('a Toxiproxy that is not there', () => {
  it('is exit 6, with where and what to try, and nothing is left', async () => {
    const sandbox = await createSandbox();
    const { code, stdout, stderr } = await sandbox.run(['run', PAIR, '--toxiproxy', 'http://127.0.0.1:1']);
    expect(code).toBe(6);
    expect(stdout + stderr).toContain('http://127.0.0.1:1 (--toxiproxy) cannot be used');
    expect(stdout + stderr).toContain('embedded fault proxy');
    expect(await sandbox.leftovers()).toEqual([]);
    await sandbox.dispose();
  });
});
