import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listMarkers } from '../../../src/docker/markers.ts';
import { inspectOrGone } from '../../../src/docker/stack-container.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { FaultDriver, PreparedFault } from '../../../src/faults/fault-driver.ts';
import { hasTestEngine } from '../../setup/docker/find-engine.ts';
import { loadDriver } from '../fault-driver/driver-source.ts';
import { containerSubject, ENDS_ON_SIGINT, faultOn } from './container-subject.ts';
import type { ContainerSubject } from './container-subject.ts';

const limit = (): AbortSignal => AbortSignal.timeout(20_000);

describe.skipIf(!hasTestEngine())('faults on containers', () => {
  let subject: ContainerSubject;
  let driver: FaultDriver;

  beforeEach(async () => {
    subject = await containerSubject({ type: 'pause' }, 'removed');
    driver = await loadDriver(subject.injector);
  });
  afterEach(async () => {
    await subject.dispose();
  });

  async function inject(settings: FaultSettings, restore: 'us' | 'self' = 'us'): Promise<PreparedFault> {
    const prepared = await driver.prepare(faultOn(settings, restore), limit());
    await prepared.inject(limit());
    return prepared;
  }

  async function stateOf(service = 'api') {
    const info = await inspectOrGone(subject.engine, await subject.stack.idOf(service), limit());
    return { running: info?.State.Running, paused: info?.State.Paused };
  }

  async function ownMarkers(): Promise<readonly string[]> {
    const markers = await listMarkers(subject.engine, limit());
    return markers.filter(({ run }) => run === subject.stack.run).map(({ fault }) => fault);
  }

  it('leave a marker on the engine with all that undo needs, and none after it', async () => {
    const prepared = await inject({ type: 'kill', signal: 'SIGKILL' });
    const markers = (await listMarkers(subject.engine, limit())).filter(({ run }) => run === subject.stack.run);
    expect(markers).toHaveLength(1);
    expect(markers[0]?.record).toEqual(prepared.undo);
    await driver.undo(prepared.undo, limit());
    expect(await ownMarkers()).toEqual([]);
    expect(await stateOf()).toMatchObject({ running: true });
  });

  it('leave a recreated container alone, also one that somebody else paused', async () => {
    const prepared = await inject({ type: 'pause' });
    await subject.stack.remove('api');
    const id = await subject.stack.add('api');
    await subject.engine.call('pausing', (docker) => docker.getContainer(id).pause());
    await driver.undo(prepared.undo, limit());
    expect(await stateOf()).toMatchObject({ paused: true });
    expect(await prepared.prove(limit())).toMatchObject({ proven: false });
  });

  it('are no longer ours when the container was started anew and then paused by somebody else', async () => {
    const prepared = await inject({ type: 'pause' });
    await subject.stack.restart('api');
    const id = await subject.stack.idOf('api');
    await subject.engine.call('pausing', (docker) => docker.getContainer(id).pause());
    expect(await prepared.prove(limit())).toMatchObject({ proven: false });
    await driver.undo(prepared.undo, limit());
    expect(await stateOf()).toMatchObject({ paused: true });
  });

  const LOSSES = ['restarted', 'recreated'] as const;
  const KINDS: readonly FaultSettings[] = [
    { type: 'pause' },
    { type: 'kill', signal: 'SIGKILL' },
    { type: 'stop', graceMs: 0 },
    { type: 'restart', signal: 'SIGTERM' },
  ];
  // A server that is asked to end, and does not, keeps its seconds of grace: once is enough.
  const RESTARTED_AT_ONCE = { settings: { type: 'restart', signal: 'SIGKILL' }, loss: 'recreated' } as const;
  const CASES = KINDS.flatMap((settings) => LOSSES.map((loss) => ({ settings, loss })));
  it.each([...CASES.slice(0, -1), RESTARTED_AT_ONCE])(
    'are over when the target of $settings.type was $loss meanwhile',
    async ({ settings, loss }) => {
      const prepared = await inject(settings);
      if (loss === 'restarted') await subject.stack.restart('api');
      else {
        await subject.stack.remove('api');
        await subject.stack.add('api');
      }
      if (!prepared.instant) expect(await prepared.prove(limit())).toMatchObject({ proven: false });
      await driver.undo(prepared.undo, limit());
      expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
      expect(await stateOf()).toMatchObject({ running: true, paused: false });
      expect(await ownMarkers()).toEqual([]);
    },
  );

  it('are not undone while what they ended was removed and nothing stands in its place', async () => {
    const prepared = await inject({ type: 'stop', graceMs: 0 });
    await subject.stack.remove('api');
    await expect(driver.undo(prepared.undo, limit())).rejects.toThrow(/removed .* nothing stands in its place/u);
    expect(await ownMarkers()).toEqual(['broken']);
    await subject.stack.add('api');
    await driver.undo(prepared.undo, limit());
    expect(await ownMarkers()).toEqual([]);
  });

  it('are undone for each of several containers, also where one before it cannot be', async () => {
    await subject.stack.add('other');
    const target = { kind: 'instances', name: 'both', drawn: ['api', 'other'], candidates: ['api', 'other'] } as const;
    const prepared = await driver.prepare({ ...faultOn({ type: 'kill', signal: 'SIGKILL' }), target }, limit());
    await prepared.inject(limit());
    expect(await stateOf('other')).toMatchObject({ running: false });
    await subject.stack.remove('api');
    await expect(driver.undo(prepared.undo, limit())).rejects.toThrow(/api.* was removed .* nothing stands in its place/u);
    expect(await stateOf('other')).toMatchObject({ running: true });
  });

  it('are not judged undone by what another engine does not have', async () => {
    const prepared = await inject({ type: 'pause' });
    const watchdog = await loadDriver(subject.watchdog);
    const { data } = prepared.undo;
    const engine = { url: subject.engine.address.url, tlsFolder: null, id: 'another' };
    const elsewhere = {
      ...prepared.undo,
      data: { ...Object(data), engine, containers: [{ ...Object(data).containers[0], id: 'f'.repeat(64) }] },
    };
    await expect(watchdog.undo(elsewhere, limit())).rejects.toThrow(/another Docker engine/u);
    expect(await stateOf()).toMatchObject({ paused: true });
    await watchdog.undo(prepared.undo, limit());
    expect(await stateOf()).toMatchObject({ paused: false });
  });

  it('left to the system are held by nothing of ours, and stay in the journal', async () => {
    const prepared = await inject({ type: 'kill', signal: 'SIGKILL' }, 'self');
    expect(prepared).toMatchObject({ instant: true, leftToSystem: true });
    expect(await prepared.prove(limit())).toMatchObject({ proven: true });
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true, what: 'containers left to the system' });
    expect(await stateOf()).toMatchObject({ running: false });
    await driver.undo(prepared.undo, limit());
    expect(await stateOf()).toMatchObject({ running: true });
  });

  it('keep a container down whose restart policy would have it back, and give the policy back', async () => {
    await subject.stack.remove('api');
    await subject.stack.add('api', ENDS_ON_SIGINT);
    const policy = async () => (await inspectOrGone(subject.engine, await subject.stack.idOf('api'), limit()))?.HostConfig.RestartPolicy;
    const before = await policy();
    const prepared = await inject({ type: 'kill', signal: 'SIGINT' });
    await expect.poll(() => prepared.prove(limit()), { timeout: 10_000 }).toMatchObject({ proven: true, detail: 'api: ended with code 3' });
    expect(await policy()).toMatchObject({ Name: 'no' });
    const watchdog = await loadDriver(subject.watchdog);
    await watchdog.undo(prepared.undo, limit());
    expect(await policy()).toEqual(before);
    expect(await stateOf()).toMatchObject({ running: true });
  });

  it('left to the system are proven by its having started it again', async () => {
    await subject.stack.remove('api');
    await subject.stack.add('api', ENDS_ON_SIGINT);
    const prepared = await inject({ type: 'kill', signal: 'SIGINT' }, 'self');
    await expect.poll(() => stateOf(), { timeout: 10_000 }).toMatchObject({ running: true });
    await expect.poll(() => prepared.prove(limit()), { timeout: 10_000 }).toMatchObject({ proven: true });
    await driver.undo(prepared.undo, limit());
    expect(await stateOf()).toMatchObject({ running: true });
  });

  it('are refused for a container that is paused, down, or not the stack’s alone', async () => {
    const id = await subject.stack.idOf('api');
    await subject.engine.call('pausing', (docker) => docker.getContainer(id).pause());
    await expect(driver.prepare(faultOn({ type: 'pause' }), limit())).rejects.toMatchObject({
      exitCode: 6,
      try: expect.stringContaining('unpause'),
    });
    await subject.engine.call('unpausing', (docker) => docker.getContainer(id).unpause());
    await subject.engine.call('killing', (docker) => docker.getContainer(id).kill());
    await expect(driver.prepare(faultOn({ type: 'pause' }), limit())).rejects.toMatchObject({
      message: expect.stringContaining('does not run'),
    });
    await subject.stack.remove('api');
    await expect(driver.prepare(faultOn({ type: 'pause' }), limit())).rejects.toMatchObject({
      message: expect.stringContaining('no container for api'),
    });
    await subject.stack.add('api', { networkMode: 'host', command: ['sleep', '1000'] });
    await expect(driver.prepare(faultOn({ type: 'kill', signal: 'SIGKILL' }), limit())).rejects.toMatchObject({
      message: expect.stringContaining('shares the network of the engine’s machine'),
    });
  });
});
