import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { findStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { createEdgeFaultDriver } from '../../../src/faults/drivers/docker/edge/edge-fault-driver.ts';
import type { ContainerEdges } from '../../../src/faults/drivers/docker/edge/container-edges.ts';
import type { FaultDriver, PreparedFault } from '../../../src/faults/fault-driver.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { PlannedEdge } from '../../../src/plan/run-plan.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { execIn } from '../docker-network/exec-in.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';
import { clientCommand, pings, REDIS_COMMAND } from './edge-client.ts';
import { containerEdges } from './edge-driver-source.ts';
import { edgeFault } from './edge-subject.ts';

const SLOW: FaultSettings = { type: 'latency', latencyMs: 200, jitterMs: 0, direction: 'response' };
const EDGE: PlannedEdge = {
  name: 'api-to-redis',
  from: ['api'],
  to: [{ instance: 'redis', port: '6379' }],
  protocol: { kind: 'redis' },
};
const limit = (): AbortSignal => AbortSignal.timeout(60_000);

describe.skipIf(!hasTestEngine())('a fault on one edge, seen by its client and by another one', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let ping: ReturnType<typeof pings>['ping'];
  let median: ReturnType<typeof pings>['median'];
  let edges: ContainerEdges | null = null;
  const lost: string[] = [];
  const remarks: string[] = [];
  const reapplied: string[] = [];
  const open: { driver: FaultDriver; prepared: PreparedFault }[] = [];

  beforeAll(async () => {
    engine = await testEngine();
    ({ ping, median } = pings(engine, () => stack));
    stack = await labelledStack(engine, await testImage(engine, 'node'), []);
    await addRedis();
    const command = await clientCommand();
    await Promise.all([stack.add('api', { command }), stack.add('other', { command })]);
    const Sysctls = { 'net.ipv4.ip_local_port_range': '62000 63999' };
    await stack.add('upper', { command, hostConfig: { Sysctls } });
    await vi.waitFor(async () => expect(await median('api')).toBeLessThan(100), { timeout: 10_000, interval: 200 });
  });
  afterAll(() => stack?.dispose());
  afterEach(async () => {
    for (const { driver, prepared } of open.splice(0)) await driver.undo(prepared.undo, limit());
    await edges?.close(limit());
    edges = null;
    expect(await findStrayHelpers(engine, { run: stack.run }, limit())).toEqual([]);
    // One that the proxy let go of may fail once.
    await expect.poll(async () => (await ping('api')).error).toBeUndefined();
    expect(await median('api')).toBeLessThan(120);
  });

  async function addRedis(): Promise<void> {
    await stack.add('redis', {
      image: await testImage(engine, 'redis'),
      command: REDIS_COMMAND,
    });
  }

  async function inject(settings: FaultSettings, more: Partial<PlannedEdge> = {}): Promise<PreparedFault> {
    edges = await containerEdges(engine, {
      run: stack.run,
      project: stack.project,
      listener: {
        onReapplied: (_, instance) => reapplied.push(instance),
        onFollowFailed: (_, message) => lost.push(message),
        onProxyLost: (edge) => lost.push(edge),
        onProxyRemark: (_, line) => remarks.push(line),
      },
    });
    const driver = createEdgeFaultDriver({ run: stack.run, edges, wallClock: () => new Date() });
    lost.length = 0;
    remarks.length = 0;
    reapplied.length = 0;
    const prepared = await driver.prepare(edgeFault(settings, { ...EDGE, ...more }), limit());
    open.push({ driver, prepared });
    await prepared.inject(limit());
    return prepared;
  }

  it('slows a persistent connection by 200 ms after one failed request; the other client sees nothing; undo resets nobody', async () => {
    const before = await ping('api');
    const prepared = await inject(SLOW);
    await expect.poll(async () => (await ping('api')).error).toBeUndefined();
    const slow = await median('api');
    expect(slow).toBeGreaterThan(195);
    expect(slow).toBeLessThan(300);
    expect(await median('other')).toBeLessThan(120);
    expect((await ping('api')).connections).toBe(before.connections + 1);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true, what: 'added latency' });
    expect(proof.detail).not.toContain('partial');
    const exposure = await prepared.exposure();
    expect(exposure).toMatchObject({ connections: 1, share: 1 });
    expect(exposure?.bytes).toBeGreaterThan(0);
    await open[0]?.driver.undo(prepared.undo, limit());
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
    const after = await ping('api');
    expect(after).toMatchObject({ connections: before.connections + 1 });
    expect(after.ms).toBeLessThan(120);
    // It still goes through the proxy, which ends with the run, and says whom it cut off.
    await edges?.close(limit());
    edges = null;
    expect(remarks).toEqual(['{"reset":1}']);
  });

  it('leaves connections that stand alone where the manifest says so, and tells what share it met', async () => {
    const before = await ping('api');
    const prepared = await inject(SLOW, { connections: 'new' });
    expect(await median('api')).toBeLessThan(120);
    expect((await ping('api')).connections).toBe(before.connections);
    expect(await median('api', '?host=redis')).toBeGreaterThan(195);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    expect(proof.detail).toMatch(/partial: \d.*% of what clients sent met it, \d+ bytes on connections from before did not/u);
    const exposure = await prepared.exposure();
    expect(exposure?.share).toBeGreaterThan(0);
    expect(exposure?.share).toBeLessThan(1);
  });

  it('is met by a client whose kernel gives out the ports that the observer has, on connections from before and new ones', async () => {
    const ports = await execIn(engine, await stack.idOf('upper'), 'cat /proc/sys/net/ipv4/ip_local_port_range');
    expect(ports).toMatch(/62000\s+63999/u);
    const before = await ping('upper');
    const prepared = await inject(SLOW, { from: ['upper'] });
    await expect.poll(async () => (await ping('upper')).error).toBeUndefined();
    expect(await median('upper')).toBeGreaterThan(195);
    expect(await median('upper', '?host=redis')).toBeGreaterThan(195);
    expect((await ping('upper')).connections).toBe(before.connections + 1);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true, what: 'added latency' });
    expect(proof.detail).not.toContain('partial');
    expect(await prepared.exposure()).toMatchObject({ share: 1 });
  });

  it('ends the old connection at the server too, so that no session stays behind', async () => {
    const redis = await stack.idOf('redis');
    const clients = async (): Promise<number> =>
      Number(/connected_clients:(\d+)/u.exec(await execIn(engine, redis, 'redis-cli info clients'))?.[1]) - 1;
    const before = await clients();
    await inject(SLOW);
    await expect.poll(async () => (await ping('api')).error).toBeUndefined();
    expect(await clients()).toBe(before);
  });

  it('follows a client that restarts', async () => {
    const prepared = await inject(SLOW);
    await stack.restart('api');
    await expect.poll(() => reapplied).toEqual(['api']);
    await expect.poll(() => median('api').catch(() => 0)).toBeGreaterThan(195);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
  });

  it('follows a server that comes back with another address', async () => {
    const prepared = await inject(SLOW);
    await stack.remove('redis');
    // The freed address goes to somebody else first.
    await stack.add('squatter');
    await addRedis();
    await expect.poll(() => median('api').catch(() => 0)).toBeGreaterThan(195);
    expect(await median('other')).toBeLessThan(120);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    await stack.remove('squatter');
    expect(lost).toEqual([]);
  });

  it('is over for the client when its proxy dies, and is said to be', async () => {
    await inject(SLOW);
    await expect.poll(() => median('api')).toBeGreaterThan(195);
    const [proxy] = (await findStrayHelpers(engine, { run: stack.run }, limit())).filter(({ role }) => role === 'proxy');
    await engine.call('killing', (docker) => docker.getContainer(proxy?.container ?? '').kill());
    await expect.poll(() => lost).toEqual(['api-to-redis']);
    await expect.poll(async () => (await ping('api')).error).toBeUndefined();
    expect(await median('api')).toBeLessThan(120);
  });

  it('is refused before anything is touched where nobody listens on that port', async () => {
    const to = [{ instance: 'redis', port: '6380' }];
    await expect(inject(SLOW, { to })).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining('api cannot reach redis:6380'),
    });
  });

  it('shares the way there with another one, and each is undone by itself', async () => {
    const prepared = await inject(SLOW);
    const [first] = open;
    const both = await first?.driver.prepare(edgeFault({ ...SLOW, latencyMs: 300 }, EDGE, 'more'), limit());
    if (first === undefined || both === undefined) throw new Error('nothing was injected');
    open.push({ driver: first.driver, prepared: both });
    await both.inject(limit());
    await expect.poll(() => median('api')).toBeGreaterThan(495);
    await first.driver.undo(prepared.undo, limit());
    const rest = await median('api');
    expect(rest).toBeGreaterThan(295);
    expect(rest).toBeLessThan(400);
  });
});
