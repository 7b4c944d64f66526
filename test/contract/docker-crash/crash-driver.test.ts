import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { openHostSignaller } from '../../../src/docker/host-signal.ts';
import type { HostSignaller } from '../../../src/docker/host-signal.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';
import { oneOf, plannedFault } from '../docker-network/network-subject.ts';
import { containerState } from '../fault-driver/container-state.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { build } from './crash-driver-source.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);
const crash = plannedFault({ type: 'crash', signal: 'SIGKILL' }, oneOf('api'), 'boom');

async function crashSubject(restart: string): Promise<FaultSubject> {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), ['other']);
  await stack.add('api', { restart });
  const module = new URL('./crash-driver-source.ts', import.meta.url).href;
  return {
    fault: crash,
    injector: { module, input: { run: stack.run, url: engine.address.url, project: stack.project } },
    watchdog: { module, input: { run: '', url: '', project: null } },
    state: async () => containerState(engine, await stack.idOf('api')),
    // Gone and replaced, as compose does it: gone for good would be no undo.
    loseTarget: async () => {
      await stack.remove('api');
      await stack.add('api', { restart });
    },
    lose: () => stack.restart('api'),
    dispose: () => stack.dispose(),
  };
}

describe.skipIf(!hasTestEngine())('crashes of containers', () => {
  describeFaultDriver('docker-crash', [
    { title: 'with a restart policy', start: () => crashSubject('always') },
    { title: 'without one', losses: ['restarted'], start: () => crashSubject('no') },
  ]);

  describe('from the side of the engine’s machine', () => {
    let engine: DockerEngine;
    let stack: LabelledStack;
    let signaller: HostSignaller;
    const stateOf = async (service: string) => (await engine.docker.getContainer(await stack.idOf(service)).inspect()).State;

    beforeAll(async () => {
      engine = await testEngine();
      stack = await labelledStack(engine, await testImage(engine, 'base'), ['one', 'two']);
      await stack.add('kept', { restart: 'unless-stopped' });
      signaller = await openHostSignaller(
        engine,
        { image: await provideHelperImage(engine, {}, limit()), run: stack.run, fault: 'x', nowMs: Date.now() },
        limit(),
      );
    });
    afterAll(() => stack?.dispose());

    it('no process gets a signal whose container is another', async () => {
      const [one, two] = [await stateOf('one'), await stateOf('two')];
      await expect(signaller.identify(await stack.idOf('one'), two.Pid, limit())).rejects.toThrow(/not of that container/u);
      const own = await signaller.identify(await stack.idOf('one'), one.Pid, limit());
      await expect(signaller.send({ ...own, pid: two.Pid }, 'SIGKILL', limit())).rejects.toThrow(/nothing was signalled/u);
      await expect(signaller.send({ ...own, pid: process.pid }, 'SIGKILL', limit())).rejects.toThrow(/nothing was signalled/u);
      expect((await stateOf('two')).Pid).toBe(two.Pid);
    });

    it('nor one that has the number of a process that ended', async () => {
      const own = await signaller.identify(await stack.idOf('one'), (await stateOf('one')).Pid, limit());
      const later = { ...own, startTime: String(Number(own.startTime) + 1) };
      await expect(signaller.send(later, 'SIGKILL', limit())).rejects.toThrow(/not the recorded process/u);
      expect((await stateOf('one')).Running).toBe(true);
      expect(await signaller.send({ ...own, pid: 4_194_303 }, 'SIGKILL', limit())).toBe('gone');
    });

    it('a restart policy takes a crash for a crash', async () => {
      const before = await stateOf('kept');
      const own = await signaller.identify(await stack.idOf('kept'), before.Pid, limit());
      expect(await signaller.send(own, 'SIGKILL', limit())).toBe('sent');
      await expect.poll(async () => (await stateOf('kept')).StartedAt).not.toBe(before.StartedAt);
      await expect.poll(async () => (await stateOf('kept')).Running).toBe(true);
    });

    it('a signal that the process handles is no death', async () => {
      await stack.add('handler', { command: ['sh', '-c', 'trap "echo got it" HUP; while :; do sleep 0.1; done'], restart: 'always' });
      const before = await stateOf('handler');
      const own = await signaller.identify(await stack.idOf('handler'), before.Pid, limit());
      expect(await signaller.send(own, 'SIGHUP', limit())).toBe('sent');
      const logs = async (): Promise<string> =>
        (await engine.docker.getContainer(await stack.idOf('handler')).logs({ stdout: true, stderr: true })).toString();
      await expect.poll(logs).toContain('got it');
      expect((await stateOf('handler')).StartedAt).toBe(before.StartedAt);
    });

    it('a container that was removed for good is not called undone', async () => {
      await stack.add('api');
      const input = { run: stack.run, url: engine.address.url, project: stack.project };
      const driver = await build(input);
      const prepared = await driver.prepare(crash, limit());
      await prepared.inject(limit());
      await stack.remove('api');
      await expect(driver.undo(prepared.undo, limit())).rejects.toThrow(/nothing stands in its place/u);
    });
  });
});
