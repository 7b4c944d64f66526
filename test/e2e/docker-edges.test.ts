import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DockerEngine } from '../../src/docker/engine.ts';
import type { Report } from '../../src/report/report.ts';
import { findStrayHelpers } from '../../src/docker/leash/find-stray-helpers.ts';
import { pings, pooledClientCommand, REDIS_COMMAND } from '../contract/docker-edge/edge-client.ts';
import { execIn } from '../contract/docker-network/exec-in.ts';
import { findToxiproxy } from '../contract/proxy/toxiproxy-binary.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { shopImages } from '../setup/docker/shop-images.ts';
import { programImage, testImage } from '../setup/docker/test-images.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox, StartedCli } from './cli.ts';

const SLOW = join(ROOT, 'test/fixtures/stacks/edges/slow.yaml');
const BY_TOXIPROXY = join(ROOT, 'test/fixtures/stacks/edges/slow-by-toxiproxy.yaml');
const toxiproxy = hasTestEngine() ? await findToxiproxy() : null;
const WAIT = { timeout: 30_000, interval: 200 };

interface Asked {
  readonly edge?: string;
  readonly connections?: 'reset' | 'new';
  /** Faults go through a service of the stack. */
  readonly toxiproxy?: boolean;
}

const CALM = { redis: 'as ever', postgres: 'as ever' };
const SLOW_BY_200 = { redis: '200 ms more', postgres: '200 ms more' };

describe.skipIf(!hasTestEngine())('a fault on an edge between containers', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let sandbox: Sandbox;
  let cli: StartedCli | null = null;
  let ping: ReturnType<typeof pings>['ping'];

  beforeAll(async () => {
    engine = await testEngine();
    ({ ping } = pings(engine, () => stack));
    const images = await shopImages(engine);
    stack = await labelledStack(engine, images.SHOP_SERVICE_IMAGE, []);
    const command = await pooledClientCommand();
    const redis = { image: images.SHOP_REDIS_IMAGE, command: REDIS_COMMAND, health: 'redis-cli ping' };
    const env = ['POSTGRES_USER=tester', 'POSTGRES_DB=tested'];
    await Promise.all([
      stack.add('redis', redis),
      stack.add('postgres', { image: images.SHOP_POSTGRES_IMAGE, command: [], env }),
      stack.add('api', { command, publish: true, health: 'wget -qO- http://127.0.0.1:8080/redis' }),
      stack.add('other', { command }),
    ]);
    await vi.waitFor(async () => expect([await speeds('api'), await speeds('other')]).toEqual([CALM, CALM]), WAIT);
  }, 300_000);
  afterAll(() => stack?.dispose());
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    // Of a test that failed: the next one needs its lock.
    cli?.child.kill('SIGINT');
    await cli?.done;
    await sandbox.dispose();
  });

  /** By the median of nine exchanges each, over connections that the client keeps. One that was cut fails once. */
  async function speeds(client: string): Promise<{ readonly redis: string; readonly postgres: string }> {
    const speed = async (what: string): Promise<string> => {
      const { ms, error } = await ping(client, `${what}?times=9`);
      if (error !== undefined) return error;
      if (ms < 20) return 'as ever';
      return ms > 190 && ms < 260 ? '200 ms more' : `${ms} ms`;
    };
    return { redis: await speed('redis'), postgres: await speed('postgres') };
  }

  const median = async (client: string): Promise<number> => (await ping(client, 'redis?times=5')).ms;

  /** What nobody but the client may notice: addresses, names, ports, and how they answer. */
  async function neighbourhood() {
    const services = await Promise.all(
      ['redis', 'postgres', 'api', 'other'].map(async (service) => {
        const { NetworkSettings, State } = await engine.docker.getContainer(await stack.idOf(service)).inspect();
        const { Networks, Ports } = NetworkSettings;
        return { service, Networks, Ports, health: State.Health?.Status, failing: State.Health?.FailingStreak };
      }),
    );
    const [api, other] = await Promise.all(
      ['api', 'other'].map(async (client) => {
        const found = await execIn(engine, await stack.idOf(client), 'nslookup redis; nslookup postgres');
        return found.split('\n').toSorted();
      }),
    );
    const url = await portOf('api', '8080/tcp');
    const published = await fetch(`http://${url}/redis`, { signal: AbortSignal.timeout(5_000) }).then(({ status }) => status);
    return { services, names: { api, other }, published };
  }

  async function portOf(service: string, port: string): Promise<string> {
    const { NetworkSettings } = await engine.docker.getContainer(await stack.idOf(service)).inspect();
    const [binding] = NetworkSettings.Ports[port] ?? [];
    return `${binding?.HostIp}:${binding?.HostPort}`;
  }

  /** How many checks of its health a container has passed since then. */
  async function checksSince(service: string, from: Date): Promise<number> {
    const { State } = await engine.docker.getContainer(await stack.idOf(service)).inspect();
    return (State.Health?.Log ?? []).filter(({ Start, ExitCode }) => new Date(Start) > from && ExitCode === 0).length;
  }

  const strays = async (): Promise<readonly string[]> => {
    const { run } = (await sandbox.events()).find((event) => event.type === 'run-started') ?? { run: 'none' };
    return (await findStrayHelpers(engine, { run }, AbortSignal.timeout(10_000))).map(({ role }) => role);
  };

  const POSTGRES = '  - { id: slow-too, type: latency, target: to-postgres, with: { latency: 200ms } }\n';

  async function manifest(phase: string, options: Asked = {}): Promise<string[]> {
    const { edge = 'from: api, to: redis, protocol: redis', connections = 'reset', toxiproxy = false } = options;
    const file = join(sandbox.folder, 'slow.yaml');
    const text = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: slow }
stack: { project: ${stack.project} }
${toxiproxy ? 'toxiproxy: { service: toxiproxy }\n' : ''}targets:
  api: { service: api }
${toxiproxy ? '  via: { service: via }\n' : ''}  redis: { service: redis }
  postgres: { service: postgres }
  edge: { edge: { ${edge}, connections: ${connections} } }
  to-postgres: { edge: { from: api, to: postgres, protocol: postgres, connections: ${connections} } }
load:
  - { name: get, rate: 20/s, request: { url: "{{api.url}}/redis" }, expect: { timeout: 2s } }
phases: { warmup: 0s, baseline: 2s, fault: ${phase}, recovery: 3s }
faults:
  - { id: slow, type: latency, target: edge, with: { latency: 200ms } }
${toxiproxy ? '' : POSTGRES}slos:
  - success_rate >= 1%
`;
    await writeFile(file, text);
    return [file, '--engine', engine.address.url];
  }

  it.each([
    { connections: 'reset', ending: 'SIGKILL of the CLI' },
    { connections: 'new', ending: 'undo' },
  ] as const)(
    '200 ms are seen over kept connections to Redis and pooled ones to Postgres ($connections), by this client alone, until $ending',
    async ({ connections, ending }) => {
      await expect.poll(() => speeds('api')).toEqual(CALM);
      const before = await neighbourhood();
      cli = sandbox.start(['run', ...(await manifest('60s', { connections }))]);
      await Promise.all([cli.event('fault-proven', 'slow'), cli.event('fault-proven', 'slow-too')]);
      const from = new Date();
      if (connections === 'new') {
        expect(await speeds('api')).toEqual(CALM);
        await ping('api', 'drop');
      }
      await expect.poll(() => speeds('api')).toEqual(SLOW_BY_200);
      expect(await speeds('other')).toEqual(CALM);
      expect(await neighbourhood()).toEqual(before);
      for (const service of ['redis', 'api']) await expect.poll(() => checksSince(service, from)).toBeGreaterThan(0);

      cli.child.kill(ending === 'undo' ? 'SIGINT' : 'SIGKILL');
      const { code } = await cli.done;
      expect(code).toBe(ending === 'undo' ? 130 : null);
      await expect.poll(() => speeds('api')).toEqual(CALM);
      expect(await speeds('other')).toEqual(CALM);
      await expect.poll(neighbourhood).toEqual(before);
      await expect.poll(strays, { timeout: 20_000 }).toEqual([]);
      await expect.poll(() => sandbox.leftovers(), { timeout: 20_000 }).toEqual([]);
      expect((await sandbox.run(['recover'])).code).toBe(0);
    },
  );

  it('what was pooled goes on through the recovery: of ours nothing is reset, and not one request fails', async () => {
    await expect.poll(() => speeds('api')).toEqual(CALM);
    const file = join(sandbox.folder, 'pool.yaml');
    // Longer than a proxy drains: had that begun with the undo, its resets would be among these.
    const text = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: pool }
stack: { project: ${stack.project} }
targets:
  api: { service: api }
  postgres: { service: postgres }
  to-postgres: { edge: { from: api, to: postgres, protocol: postgres } }
load:
  - name: pooled
    rate: 20/s
    requests: [{ name: two, request: { url: '{{api.url}}/postgres' }, checks: [{ jsonPath: $.ms }] }]
    expect: { timeout: 2s }
phases: { warmup: 0s, baseline: 2s, fault: 3s, recovery: 7s }
faults:
  - { id: slow, type: latency, target: to-postgres, with: { latency: 200ms }, for: 2s }
slos:
  - { expr: success_rate >= 90%, phase: recovery }
`;
    await writeFile(file, text);
    const { code, stdout, stderr } = await sandbox.run(['run', file, '--engine', engine.address.url]);
    expect(code, stdout + stderr).toBe(0);
    const { faults, load, undo } = await sandbox.report();
    expect(faults).toMatchObject([{ proof: { proven: true }, gone: { proven: true } }]);
    expect(faults[0]?.exposure?.connections).toBeGreaterThan(0);
    expect(load[0]?.phases.recovery?.count).toBeGreaterThan(100);
    expect(load[0]?.phases.recovery).toMatchObject({ errors: {}, successRate: 1 });
    expect(undo).toEqual({ complete: true, leftovers: [] });
  });

  it('a proxy that dies ends the run as inconclusive, with the client free again', async () => {
    cli = sandbox.start(['run', ...(await manifest('60s'))]);
    await cli.event('fault-proven');
    const { run } = (await sandbox.events()).find((event) => event.type === 'run-started') ?? { run: 'none' };
    const all = await findStrayHelpers(engine, { run, fault: 'edge:edge' }, AbortSignal.timeout(10_000));
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

  it.skipIf(toxiproxy === null)('goes through a Toxiproxy of the stack’s own, and SIGKILL leaves that as it was', async () => {
    // Of a try before.
    for (const service of ['via', 'toxiproxy']) await stack.remove(service).catch(() => undefined);
    const image = await programImage(engine, 'toxiproxy', toxiproxy ?? '');
    await stack.add('toxiproxy', { image, command: [basename(toxiproxy ?? ''), '-host', '0.0.0.0'], port: 8474, publish: true });
    const api = `http://${await portOf('toxiproxy', '8474/tcp')}/proxies`;
    const make = async (path: string, body: object): Promise<void> =>
      expect((await fetch(`${api}${path}`, { method: 'POST', body: JSON.stringify(body) })).ok).toBe(true);
    await vi.waitFor(() => fetch(api), WAIT);
    await make('', { name: 'queue', listen: '0.0.0.0:25672', upstream: 'queue:5672' });
    await make('', { name: 'cache', listen: '0.0.0.0:26379', upstream: 'redis:6379' });
    await make('/cache/toxics', { name: 'of-another', type: 'latency', attributes: { latency: 1 } });
    await stack.add('via', { command: await pooledClientCommand(), env: ['REDIS=toxiproxy:26379'] });
    const proxies = async (): Promise<unknown> => (await fetch(api)).json();
    const before = await proxies();
    await expect.poll(() => speeds('via').catch(() => null)).toEqual(CALM);

    cli = sandbox.start(['run', ...(await manifest('60s', { edge: 'from: via, to: redis, protocol: redis', toxiproxy: true }))]);
    const begun = await cli.event('run-started');
    await cli.event('fault-proven', 'slow');
    expect(await speeds('via')).toEqual({ ...CALM, redis: '200 ms more' });
    expect(await speeds('api')).toEqual(CALM);
    const run = 'run' in begun ? begun.run : '';
    expect(JSON.stringify(await proxies())).toContain(`shakedown-${run}-slow-downstream`);
    cli.child.kill('SIGKILL');
    await cli.done;
    await expect.poll(proxies).toEqual(before);
    expect(await speeds('via')).toEqual(CALM);
    await expect.poll(strays, { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => sandbox.leftovers(), { timeout: 20_000 }).toEqual([]);
  });

  it.each([
    ['a proxy image that is nowhere', {}, 'SHAKEDOWN_PROXY_IMAGE', 6],
    ['a port on which nobody listens', { edge: 'from: api, to: redis, port: 6380, protocol: redis' }, 'api cannot reach redis:6380', 6],
    ['a port that is not TCP', { edge: 'from: api, to: redis, port: 6379/udp' }, 'an edge is TCP', 2],
  ])('says what is wrong before anything is touched: %s', async (_, { edge }: { edge?: string }, words, code) => {
    const env = edge === undefined ? { SHAKEDOWN_PROXY_IMAGE: 'localhost:1/none:1' } : {};
    const result = await sandbox.run(['run', ...(await manifest('10s', edge === undefined ? {} : { edge }))], { env });
    expect(result.stdout + result.stderr).toContain(words);
    expect(result.code).toBe(code);
    if (code === 6) expect((await sandbox.events()).map(({ type }) => type)).not.toContain('timeline-started');
  });
});

const path = hasTestEngine() ? await pathWithComposeV2() : null;

describe.skipIf(path === null)('one slow edge of a compose file', () => {
  let engine: DockerEngine;
  let sandbox: Sandbox;

  beforeEach(async () => {
    engine = await testEngine();
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.dispose());

  async function runWhole(manifest: string, images: Readonly<Record<string, string>>): Promise<Report> {
    const env = { PATH: path ?? '', NODE_IMAGE: await testImage(engine, 'node'), REDIS_IMAGE: await testImage(engine, 'redis'), ...images };
    const { code, stdout, stderr } = await sandbox.run(['run', manifest, '--engine', engine.address.url], { env });
    expect(code, stdout + stderr).toBe(0);
    const report = await sandbox.report();
    expect(report.faults).toMatchObject([{ proof: { proven: true }, gone: { proven: true }, error: null }]);
    expect(report.undo).toEqual({ complete: true, leftovers: [] });
    expect(await findStrayHelpers(engine, { run: report.run }, AbortSignal.timeout(10_000))).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
    return report;
  }

  it('is proven, met by all traffic of its client, undone and proven gone; nothing is left', async () => {
    const { faults } = await runWhole(SLOW, {});
    expect(faults[0]?.exposure).toMatchObject({ share: 1 });
    expect(faults[0]?.exposure?.connections).toBeGreaterThan(0);
  });

  it.skipIf(toxiproxy === null)('goes through a Toxiproxy that stands in the file', async () => {
    const image = await programImage(engine, 'toxiproxy', toxiproxy ?? '');
    await runWhole(BY_TOXIPROXY, { TOXIPROXY_IMAGE: image, TOXIPROXY_PROGRAM: basename(toxiproxy ?? '') });
    const used = (await sandbox.events()).find(({ type }) => type === 'toxiproxy-found');
    expect(used).toMatchObject({ from: 'the manifest' });
  });
});
