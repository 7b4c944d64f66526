import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import { startEmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import type { ProxyHandle } from './api-client.ts';
import { ApiClient } from './api-client.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, endOf, startEchoServer } from './tcp-peers.ts';

const start = (seed: number): Promise<EmbeddedProxy> =>
  startEmbeddedProxy({
    entry: new URL('../../../src/app/proxy.main.ts', import.meta.url),
    run: 'embedded-only',
    seed,
    drainMs: 0,
    signal: AbortSignal.timeout(20_000),
  });

/** What Toxiproxy gets wrong, or does not have: docs/fault-proxy.md lists the differences. */
describe('the embedded server where it differs', () => {
  let server: EmbeddedProxy;
  let api: ApiClient;
  let echo: TcpPeer;
  let proxy: ProxyHandle;

  beforeAll(async () => {
    server = await start(1);
    api = new ApiClient(server.apiUrl);
    echo = await startEchoServer();
  });
  afterAll(async () => {
    await server.stop(AbortSignal.timeout(20_000));
    await echo.close();
  });
  beforeEach(async () => {
    proxy = await api.proxyTo(echo.port);
  });

  it.each(['latency', 'bandwidth', 'timeout', 'slicer'])(
    'DELETE of %s answers at once when the client reads nothing any more',
    async (type) => {
      const attributes = { latency: { latency: 10 }, bandwidth: { rate: 1_000_000 }, timeout: {}, slicer: { average_size: 100 } }[type];
      await api.addToxic(proxy, { name: 'stuck', type, attributes });
      const clients = await Promise.all(Array.from({ length: 20 }, () => connectTo(proxy.port)));
      for (const client of clients) client.pause().write(Buffer.alloc(16 * 1024 * 1024));
      await sleep(500);
      const began = performance.now();
      await api.removeToxic(proxy, 'stuck');
      expect((await api.call('DELETE', `/proxies/${proxy.name}`)).status).toBe(204);
      expect(performance.now() - began).toBeLessThan(1_500);
      for (const client of clients) client.destroy();
    },
  );

  it.each([{ average_size: 0 }, { average_size: 10, size_variation: 10 }, { average_size: 10, size_variation: 50 }])(
    'a slicer of %j is refused: it kills Toxiproxy',
    async (attributes) => {
      const answer = await api.call('POST', `/proxies/${proxy.name}/toxics`, { type: 'slicer', attributes });
      expect(answer.status).toBe(400);
    },
  );

  it('timeout closes only the connections that it hit', async () => {
    await api.addToxic(proxy, { name: 'spare', type: 'timeout', toxicity: 0 });
    const client = await connectTo(proxy.port);
    await echoMs(client, 'spared');
    await api.removeToxic(proxy, 'spare');
    expect(await echoMs(client, 'still there')).toBeLessThan(1_000);
    client.destroy();
  });

  it('reset_peer taken off in time leaves the connection whole', async () => {
    await api.addToxic(proxy, { name: 'r', type: 'reset_peer', attributes: { timeout: 10_000 } });
    const client = await connectTo(proxy.port);
    const echoed = echoMs(client, 'kept');
    await sleep(100);
    await api.removeToxic(proxy, 'r');
    expect(await echoed).toBeLessThan(5_000);
    client.destroy();
  });

  it('the same seed makes the same choices, whatever the order in which connections speak', async () => {
    const pattern = async (seed: number): Promise<string> => {
      const twin = await api.proxyTo(echo.port);
      await api.addToxic(twin, { name: 'dice', type: 'timeout', stream: 'upstream', toxicity: 0.5, attributes: { seed } });
      const clients: Socket[] = [];
      for (let index = 0; index < 24; index++) clients.push(await connectTo(twin.port));
      const answers = await Promise.all(
        clients.map(async (client, index) => {
          await sleep(Math.random() * 20);
          return Promise.race([echoMs(client, `c${index}`).then(() => 'o'), sleep(250, 'x')]);
        }),
      );
      for (const client of clients) client.destroy();
      return answers.join('');
    };
    const first = await pattern(42);
    expect(first).toMatch(/o/);
    expect(first).toMatch(/x/);
    expect(await pattern(42)).toBe(first);
    expect(await pattern(43)).not.toBe(first);
  });

  it('takes nonsense instead of HTTP, and goes on', async () => {
    const socket = connect(Number(new URL(server.apiUrl).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('\x16\x03\x01 nonsense\r\n\r\n');
    expect(await endOf(socket, 5_000)).not.toBe('timeout');
    expect((await api.call('GET', '/version')).status).toBe(200);
  });

  it('answers a body of 100 MB with 413, and goes on', async () => {
    const answer = await api.call('POST', '/populate', `[${' '.repeat(100_000_000)}]`);
    expect(answer).toMatchObject({ status: 413, json: { status: 413 } });
    expect((await api.call('GET', '/version')).status).toBe(200);
  });

  it('an upstream that is no address is refused', async () => {
    const answer = await api.call('POST', '/proxies', { name: 'x', listen: '127.0.0.1:0', upstream: 'http://db:80/' });
    expect(answer).toMatchObject({ status: 400, json: { error: 'bad request body: upstream "http://db:80/" is not host:port' } });
  });

  it('reset takes the toxics off every proxy, also when one cannot listen', async () => {
    const [one, blocked] = [await api.proxyTo(echo.port), await api.proxyTo(echo.port)];
    await api.call('POST', `/proxies/${blocked.name}`, { enabled: false });
    const taken = await api.call('POST', '/proxies', {
      name: `${blocked.name}-thief`,
      listen: `127.0.0.1:${blocked.port}`,
      upstream: `127.0.0.1:${echo.port}`,
    });
    expect(taken.status).toBe(201);
    await api.addToxic(one, { type: 'latency', attributes: { latency: 9_000 } });
    await api.addToxic(blocked, { type: 'latency', attributes: { latency: 9_000 } });
    expect(await api.call('POST', '/reset')).toMatchObject({ status: 500, json: { error: expect.stringContaining('EADDRINUSE') } });
    for (const { name } of [one, blocked]) expect((await api.call('GET', `/proxies/${name}`)).json).toMatchObject({ toxics: [] });
  });

  it('holds no more than its budget, however much is pushed into a toxic that keeps it', async () => {
    const greedy = await start(3);
    const many = new ApiClient(greedy.apiUrl);
    const slow = await many.proxyTo(echo.port);
    await many.addToxic(slow, { type: 'latency', stream: 'upstream', attributes: { latency: 3_600_000 } });
    const clients = await Promise.all(Array.from({ length: 100 }, () => connectTo(slow.port)));
    const block = Buffer.alloc(1024 * 1024);
    let refused = 0;
    for (let round = 0; round < 30; round++) {
      for (const client of clients) {
        if (client.writableLength < block.length) client.write(block);
        else refused += 1;
      }
      await sleep(50);
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(greedy.pid)]);
    // 3 GB were offered; 512 MB are the budget, the rest is the process itself and what its allocator keeps.
    expect(Number(stdout) / 1_024).toBeLessThan(1_000);
    expect(refused).toBeGreaterThan(1_000);
    for (const client of clients) client.destroy();
    await greedy.stop(AbortSignal.timeout(20_000));
  });

  it('holds ten thousand proxies', async () => {
    const crowd = await start(2);
    const many = new ApiClient(crowd.apiUrl);
    const proxies = Array.from({ length: 10_000 }, (_, index) => ({
      name: `p${index}`,
      listen: '127.0.0.1:0',
      upstream: `127.0.0.1:${echo.port}`,
      enabled: index < 500,
    }));
    const made = await many.call('POST', '/populate', proxies);
    expect(made.status).toBe(201);
    const { json } = await many.call('GET', '/proxies');
    expect(Object.keys(json)).toHaveLength(10_000);
    const { json: last } = await many.call('GET', '/proxies/p499');
    const client = await connectTo(Number((last.listen ?? '').split(':').at(-1)));
    await echoMs(client, 'one of many');
    client.destroy();
    await crowd.stop(AbortSignal.timeout(20_000));
  });
});
