import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { findStrayHelpers } from '../../src/docker/leash/find-stray-helpers.ts';
import { clientCommand, pings, REDIS_COMMAND } from '../contract/docker-edge/edge-client.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';

const SLOW = join(ROOT, 'test/fixtures/stacks/edges/slow.yaml');

describe.skipIf(!hasTestEngine())('a fault on an edge between containers', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let sandbox: Sandbox;
  let median: ReturnType<typeof pings>['median'];

  beforeAll(async () => {
    engine = await testEngine();
    ({ median } = pings(engine, () => stack));
    stack = await labelledStack(engine, await testImage(engine, 'node'), []);
    await stack.add('redis', { image: await testImage(engine, 'redis'), command: REDIS_COMMAND });
    const command = await clientCommand();
    await Promise.all([stack.add('api', { command, publish: true }), stack.add('other', { command })]);
    await vi.waitFor(async () => expect(await median('api')).toBeLessThan(100), { timeout: 10_000, interval: 200 });
  });
  afterAll(() => stack?.dispose());
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.dispose());

  const strays = async (): Promise<readonly string[]> => {
    const { run } = (await sandbox.events()).find((event) => event.type === 'run-started') ?? { run: 'none' };
    return (await findStrayHelpers(engine, { run }, AbortSignal.timeout(10_000))).map(({ role }) => role);
  };

  async function manifest(phase: string, edge = 'from: api, to: redis, protocol: redis'): Promise<string[]> {
    const file = join(sandbox.folder, 'slow.yaml');
    const text = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: slow }
stack: { project: ${stack.project} }
targets:
  api: { service: api }
  redis: { service: redis }
  edge: { edge: { ${edge} } }
load:
  - { name: get, rate: 20/s, request: { url: "{{api.url}}/" }, expect: { timeout: 2s } }
phases: { warmup: 0s, baseline: 2s, fault: ${phase}, recovery: 3s }
faults:
  - { id: slow, type: latency, target: edge, with: { latency: 200ms } }
slos:
  - success_rate >= 1%
`;
    await writeFile(file, text);
    return [file, '--engine', engine.address.url];
  }

  it('SIGKILL of the CLI gives the client its server back; nothing is left for recover', async () => {
    const cli = sandbox.start(['run', ...(await manifest('60s'))]);
    await cli.event('fault-proven');
    expect(await median('api')).toBeGreaterThan(195);
    expect(await median('other')).toBeLessThan(120);
    cli.child.kill('SIGKILL');
    await cli.done;
    await expect.poll(() => median('api')).toBeLessThan(120);
    await expect.poll(strays, { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => sandbox.leftovers(), { timeout: 20_000 }).toEqual([]);
    expect((await sandbox.run(['recover'])).code).toBe(0);
  });

  it('a proxy that dies ends the run as inconclusive, with the client free again', async () => {
    const cli = sandbox.start(['run', ...(await manifest('60s'))]);
    await cli.event('fault-proven');
    const { run } = (await sandbox.events()).find((event) => event.type === 'run-started') ?? { run: 'none' };
    const all = await findStrayHelpers(engine, { run }, AbortSignal.timeout(10_000));
    const proxy = all.find(({ role }) => role === 'proxy')?.container ?? '';
    await engine.call('killing the proxy', (docker) => docker.getContainer(proxy).kill());
    const { code, stdout, stderr } = await cli.done;
    expect(code, stdout + stderr).toBe(6);
    expect((await sandbox.report()).verdict).toBe('inconclusive');
    expect(stdout + stderr).toContain('the fault proxy of edge died');
    await expect.poll(() => median('api')).toBeLessThan(120);
    expect(await strays()).toEqual([]);
    expect((await sandbox.report()).undo).toEqual({ complete: true, leftovers: [] });
  });

  it.each([
    ['a proxy image that is nowhere', {}, 'SHAKEDOWN_PROXY_IMAGE', 6],
    ['a port on which nobody listens', { edge: 'from: api, to: redis, port: 6380, protocol: redis' }, 'api cannot reach redis:6380', 6],
    ['a port that is not TCP', { edge: 'from: api, to: redis, port: 6379/udp' }, 'an edge is TCP', 2],
  ])('says what is wrong before anything is touched: %s', async (_, { edge }: { edge?: string }, words, code) => {
    const env = edge === undefined ? { SHAKEDOWN_PROXY_IMAGE: 'localhost:1/none:1' } : {};
    const result = await sandbox.run(['run', ...(await manifest('10s', edge))], { env });
    expect(result.stdout + result.stderr).toContain(words);
    expect(result.code).toBe(code);
    if (code === 6) expect((await sandbox.events()).map(({ type }) => type)).not.toContain('timeline-started');
  });
});

const path = hasTestEngine() ? await pathWithComposeV2() : null;

describe.skipIf(path === null)('one slow edge of a compose file', () => {
  it('is proven, met by all traffic of its client, undone and proven gone; nothing is left', async () => {
    const engine = await testEngine();
    const sandbox = await createSandbox();
    try {
      const images = { NODE_IMAGE: await testImage(engine, 'node'), REDIS_IMAGE: await testImage(engine, 'redis') };
      const env = { PATH: path ?? '', ...images };
      const { code, stdout, stderr } = await sandbox.run(['run', SLOW, '--engine', engine.address.url], { env });
      expect(code, stdout + stderr).toBe(0);
      const report = await sandbox.report();
      const [fault] = report.faults;
      expect(fault).toMatchObject({ proof: { proven: true }, gone: { proven: true }, exposure: { share: 1 }, error: null });
      expect(fault?.exposure?.connections).toBeGreaterThan(0);
      expect(report.undo).toEqual({ complete: true, leftovers: [] });
      expect(await findStrayHelpers(engine, { run: report.run }, AbortSignal.timeout(10_000))).toEqual([]);
      expect(await sandbox.leftovers()).toEqual([]);
    } finally {
      await sandbox.dispose();
    }
  });
});
