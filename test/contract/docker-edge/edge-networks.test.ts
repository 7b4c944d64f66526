import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { COMPOSE } from '../../../src/docker/labels.ts';
import { createEdgeFaultDriver } from '../../../src/faults/drivers/docker/edge/edge-fault-driver.ts';
import type { ContainerEdges } from '../../../src/faults/drivers/docker/edge/container-edges.ts';
import type { FaultDriver, PreparedFault } from '../../../src/faults/fault-driver.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';
import { clientCommand, pings, REDIS_COMMAND } from './edge-client.ts';
import { containerEdges } from './edge-driver-source.ts';
import { edgeFault } from './edge-subject.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);
const SLOW: FaultSettings = { type: 'latency', latencyMs: 200, jitterMs: 0, direction: 'response' };
const SUBNET = 'fd5a:edce::/64';

/** Both services are on the stack's own network, and on one without a way out that has IPv6 as well. */
describe.skipIf(!hasTestEngine())('a fault on an edge over two networks, one of them internal and with IPv6', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let inner: string;
  let edges: ContainerEdges;
  let driver: FaultDriver;
  let prepared: PreparedFault;
  let ping: ReturnType<typeof pings>['ping'];
  let median: ReturnType<typeof pings>['median'];

  beforeAll(async () => {
    engine = await testEngine();
    ({ ping, median } = pings(engine, () => stack));
    stack = await labelledStack(engine, await testImage(engine, 'node'), []);
    inner = `${stack.project}_inner`;
    await engine.call('creating a network', (docker) =>
      docker.createNetwork({
        Name: inner,
        Internal: true,
        EnableIPv6: true,
        IPAM: { Config: [{ Subnet: SUBNET }] },
        Labels: { [COMPOSE.project]: stack.project },
      }),
    );
    const command = await clientCommand();
    const redis = { image: await testImage(engine, 'redis'), command: REDIS_COMMAND, port: 6379, publish: 'everywhere' } as const;
    await Promise.all([
      stack.add('redis', { ...redis, networks: [inner] }),
      stack.add('api', { command, networks: [inner] }),
      stack.add('other', { command, networks: [inner] }),
    ]);
    await vi.waitFor(async () => expect(await median('api')).toBeLessThan(100), { timeout: 10_000, interval: 200 });
    edges = await containerEdges(engine, { run: stack.run, project: stack.project });
    const edge = { name: 'api-to-redis', from: ['api'], to: [{ instance: 'redis', port: '6379' }], protocol: { kind: 'redis' } } as const;
    driver = createEdgeFaultDriver({ run: stack.run, edges, wallClock: () => new Date() });
    prepared = await driver.prepare(edgeFault(SLOW, edge), limit());
    await prepared.inject(limit());
  });
  afterAll(async () => {
    await edges?.close(limit());
    await stack?.dispose();
    await engine?.call('removing a network', (docker) => docker.getNetwork(inner).remove()).catch(() => undefined);
  });

  async function addressesOfRedis(): Promise<{ own: string; inside: string; six: string; published: string; gateway: string }> {
    const info = await engine.docker.getContainer(await stack.idOf('redis')).inspect();
    const [own, inside] = [info.NetworkSettings.Networks[`${stack.project}_default`], info.NetworkSettings.Networks[inner]];
    return {
      own: own?.IPAddress ?? '',
      inside: inside?.IPAddress ?? '',
      six: inside?.GlobalIPv6Address ?? '',
      gateway: own?.Gateway ?? '',
      published: info.NetworkSettings.Ports['6379/tcp']?.[0]?.HostPort ?? '',
    };
  }

  it('is met at every address of the server, of either family, and not by another client', async () => {
    const { own, inside, six } = await addressesOfRedis();
    expect(six).toMatch(/^fd5a:edce:/u);
    for (const address of [own, inside, six]) {
      const slow = await median('api', `?host=${address}`);
      expect(slow, address).toBeGreaterThan(195);
      expect(slow, address).toBeLessThan(300);
      expect(await median('other', `?host=${address}`), address).toBeLessThan(120);
    }
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    expect(proof.detail).not.toContain('partial');
  });

  it('is called partial once the client goes by way of a published port', async () => {
    const { gateway, published } = await addressesOfRedis();
    expect(await median('api', `?host=${gateway}&port=${published}`)).toBeLessThan(120);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    expect(proof.detail).toMatch(/partial: .* \d+ bytes through a published port of the engine’s machine did not/u);
    expect((await prepared.exposure())?.share).toBeLessThan(1);
  });

  it('follows a client that was recreated, at every address', async () => {
    await stack.remove('api');
    await stack.add('api', { command: await clientCommand(), networks: [inner] });
    const { own, inside, six } = await addressesOfRedis();
    for (const address of [own, inside, six]) {
      await expect.poll(() => median('api', `?host=${address}`).catch(() => 0), { message: address }).toBeGreaterThan(195);
      expect(await median('other', `?host=${address}`), address).toBeLessThan(120);
    }
  });

  it('is gone from every address with its undo', async () => {
    await driver.undo(prepared.undo, limit());
    await expect.poll(() => prepared.proveGone(limit())).toMatchObject({ proven: true });
    const { own, inside, six } = await addressesOfRedis();
    for (const address of [own, inside, six]) expect(await median('api', `?host=${address}`), address).toBeLessThan(120);
  });

  it('needs no network but an internal one; a connection that stands over IPv6 goes on through the undo', async () => {
    // Of a try before.
    for (const service of ['vault', 'clerk']) await stack.remove(service).catch(() => undefined);
    await stack.add('vault', { image: await testImage(engine, 'redis'), command: REDIS_COMMAND, networkMode: inner });
    await stack.add('clerk', { command: await clientCommand(), networkMode: inner, env: ['REDIS=vault:6379'] });
    await vi.waitFor(async () => expect(await median('clerk')).toBeLessThan(100), { timeout: 10_000, interval: 200 });
    const edge = { name: 'to-vault', from: ['clerk'], to: [{ instance: 'vault', port: '6379' }], protocol: { kind: 'redis' } } as const;
    const within = await driver.prepare(edgeFault(SLOW, edge, 'within'), limit());
    await within.inject(limit());
    await expect.poll(() => median('clerk').catch(() => 0)).toBeGreaterThan(195);
    const proof = await within.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    const { connections } = await ping('clerk');
    await driver.undo(within.undo, limit());
    const after = await ping('clerk');
    expect(after).toMatchObject({ connections });
    expect(after.ms).toBeLessThan(120);
    await expect.poll(() => within.proveGone(limit())).toMatchObject({ proven: true });
  });
});
