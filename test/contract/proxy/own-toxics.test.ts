import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import { startEmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import type { ProxyHandle } from './api-client.ts';
import { ApiClient } from './api-client.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, endOf, readBytes, startEchoServer, startTcpServer } from './tcp-peers.ts';

describe('toxics that only the embedded server has', () => {
  let server: EmbeddedProxy;
  let api: ApiClient;
  let echo: TcpPeer;
  let proxy: ProxyHandle;

  beforeAll(async () => {
    const entry = new URL('../../../src/app/proxy.main.ts', import.meta.url);
    server = await startEmbeddedProxy({ entry, run: 'own-toxics', seed: 5, drainMs: 0, signal: AbortSignal.timeout(20_000) });
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

  it('connect_delay: the first answer is late, the second is not, and standing connections are left alone', async () => {
    const standing = await connectTo(proxy.port);
    await echoMs(standing, 'before');
    await api.addToxic(proxy, { type: 'connect_delay', attributes: { delay: 400 } });
    const fresh = await connectTo(proxy.port);
    expect(await echoMs(fresh, 'first')).toBeGreaterThan(380);
    expect(await echoMs(fresh, 'second')).toBeLessThan(300);
    expect(await echoMs(standing, 'after')).toBeLessThan(300);
    fresh.destroy();
    standing.destroy();
  });

  it('blackhole: a new connection is never answered, the upstream never sees it, and it is served when the toxic goes', async () => {
    const standing = await connectTo(proxy.port);
    await echoMs(standing, 'before');
    const seen = echo.sockets.size;
    await api.addToxic(proxy, { name: 'hole', type: 'blackhole' });
    const fresh = await connectTo(proxy.port);
    const answer = echoMs(fresh, 'patience');
    expect(await Promise.race([answer, sleep(300, 'nothing')])).toBe('nothing');
    expect(echo.sockets.size).toBe(seen);
    expect(await echoMs(standing, 'after')).toBeLessThan(300);
    await api.removeToxic(proxy, 'hole');
    expect(await answer).toBeGreaterThan(280);
    fresh.destroy();
    standing.destroy();
  });

  it.each([
    ['blackhole', {}],
    ['connect_delay', { delay: 1_200 }],
  ])('%s: who left before it was let in is forgotten, reset or closed, and who half-closed is served', async (type, attributes) => {
    const served: string[] = [];
    const upstream = await startTcpServer((socket) => {
      socket.on('data', (data) => void served.push(data.toString()));
      socket.on('end', () => socket.end('served'));
    });
    const hole = await api.proxyTo(upstream.port);
    await api.addToxic(hole, { name: 'hole', type, attributes });
    const leave = async (how: 'destroy' | 'resetAndDestroy'): Promise<void> => {
      const client = await connectTo(hole.port);
      client.write(`stale ${how};`);
      await sleep(300);
      client[how]();
    };
    const halfClosed = await connectTo(hole.port);
    halfClosed.end('waiting;');
    const answer = readBytes(halfClosed, 6);
    await Promise.all([...Array.from({ length: 5 }, () => leave('destroy')), ...Array.from({ length: 5 }, () => leave('resetAndDestroy'))]);
    await sleep(200);
    const { text } = await api.call('GET', '/metrics');
    expect(text).toContain(`shakedown_proxy_connections_open{proxy="${hole.name}"} 1\n`);
    if (type === 'blackhole') await api.removeToxic(hole, 'hole');
    expect((await answer).toString()).toBe('served');
    expect(served).toEqual(['waiting;']);
    halfClosed.destroy();
    await upstream.close();
  });

  it('blackhole: what a client sent while it waited comes whole and in order, however much', async () => {
    await api.addToxic(proxy, { name: 'hole', type: 'blackhole' });
    const client = await connectTo(proxy.port);
    const sent = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => index % 251));
    const back = readBytes(client, sent.length);
    client.write(sent.subarray(0, 10));
    await sleep(50);
    client.write(sent.subarray(10));
    await sleep(200);
    await api.removeToxic(proxy, 'hole');
    expect((await back).equals(sent)).toBe(true);
    client.destroy();
  });

  it('blackhole with a timeout closes after it', async () => {
    await api.addToxic(proxy, { type: 'blackhole', attributes: { timeout: 150 } });
    const fresh = await connectTo(proxy.port);
    const began = performance.now();
    expect(await endOf(fresh, 3_000)).not.toBe('timeout');
    expect(performance.now() - began).toBeGreaterThan(130);
  });

  it('blackhole at a toxicity of a half lets about half of the connections through', async () => {
    await api.addToxic(proxy, { type: 'blackhole', toxicity: 0.5 });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const client = await connectTo(proxy.port);
        const outcome = await Promise.race([echoMs(client, 'hello').then(() => 'served'), sleep(1_000, 'held')]);
        client.destroy();
        return outcome;
      }),
    );
    const served = outcomes.filter((outcome) => outcome === 'served').length;
    expect(served).toBeGreaterThan(8);
    expect(served).toBeLessThan(32);
  });

  it('blackhole without a handshake: nobody gets a connection, who stands goes on, and who still knocks is let in when the toxic goes', async () => {
    const standing = await connectTo(proxy.port);
    await echoMs(standing, 'before');
    await api.addToxic(proxy, { name: 'hole', type: 'blackhole', attributes: { handshake: 0 } });
    const knocking = connectTo(proxy.port);
    expect(await Promise.race([knocking, sleep(500, 'nothing')])).toBe('nothing');
    expect(await echoMs(standing, 'after')).toBeLessThan(300);
    await api.removeToxic(proxy, 'hole');
    const fresh = await connectTo(proxy.port);
    await echoMs(fresh, 'served');
    // The kernel sends the lost SYN again after 1, 3, 7 s.
    const late = await knocking;
    await echoMs(late, 'served at last');
    for (const socket of [standing, fresh, late]) socket.destroy();
  });

  it('a deaf port that is deleted, disabled or changed over and over comes back as it should', async () => {
    const path = `/proxies/${proxy.name}`;
    for (let n = 0; n < 10; n += 1) {
      await api.addToxic(proxy, { name: 'hole', type: 'blackhole', attributes: { handshake: 0 } });
      if (n % 2 === 0) await api.call('PATCH', path, { enabled: false });
      const removed = api.removeToxic(proxy, 'hole');
      if (n % 2 === 0) await api.call('PATCH', path, { enabled: true });
      await removed;
      const client = await connectTo(proxy.port);
      await echoMs(client, `round ${n}`);
      client.destroy();
    }
    await api.addToxic(proxy, { name: 'hole', type: 'blackhole', attributes: { handshake: 0 } });
    await api.call('DELETE', path);
    const again = await api.call('POST', '/proxies', {
      name: proxy.name,
      listen: `127.0.0.1:${proxy.port}`,
      upstream: `127.0.0.1:${echo.port}`,
      enabled: true,
    });
    expect(again.status).toBe(201);
    const client = await connectTo(proxy.port);
    await echoMs(client, 'a new proxy on the port');
    client.destroy();
  });

  it('corrupt changes about the share of bytes asked for, and adds or drops none', async () => {
    await api.addToxic(proxy, { type: 'corrupt', attributes: { rate: 0.01, seed: 4 } });
    const client = await connectTo(proxy.port);
    const sent = Buffer.alloc(200_000, 'a');
    const reading = readBytes(client, sent.length);
    client.write(sent);
    const changed = (await reading).filter((byte, index) => byte !== sent[index]).length;
    expect(changed).toBeGreaterThan(1_600);
    expect(changed).toBeLessThan(2_400);
    client.destroy();
  });

  it('any toxic can be for some clients only', async () => {
    await api.addToxic(proxy, { name: 'slow', type: 'latency', attributes: { latency: 400, clients: '127.0.0.2,10.0.0.0/8' } });
    await api.addToxic(proxy, { name: 'hole', type: 'blackhole', attributes: { clients: '127.0.0.3/32' } });
    const from = async (localAddress: string): Promise<number | string> => {
      const socket = connect({ port: proxy.port, host: '127.0.0.1', localAddress });
      await once(socket, 'connect');
      const answered = await Promise.race([echoMs(socket, 'hello').catch(() => 'lost'), sleep(1_500, 'nothing')]);
      socket.destroy();
      return answered;
    };
    expect(await from('127.0.0.1')).toBeLessThan(300);
    expect(await from('127.0.0.2')).toBeGreaterThan(395);
    expect(await from('127.0.0.3')).toBe('nothing');
  });

  it.each([
    ['latency', { clients: 'localhost' }, /clients must be addresses and networks/],
    ['latency', { clients: '10.0.0.0/40' }, /clients must be/],
    ['corrupt', { rate: 2 }, /rate must be a number from 0 to 1, not 2/],
    ['corrupt', { rate: 'much' }, /not "much"/],
    ['connect_delay', { delay: -1 }, /delay must be a whole number/],
    ['blackhole', { handshake: 0, clients: '10.0.0.0/8' }, /meets every client/],
    ['blackhole', { handshake: 0, timeout: 100 }, /accepts nothing that a timeout could close/],
  ])('%s refuses %j', async (type, attributes, message) => {
    const answer = await api.call('POST', `/proxies/${proxy.name}/toxics`, { type, attributes });
    expect(answer).toMatchObject({ status: 400, json: { error: expect.stringMatching(message) } });
  });

  describe('counts what met a toxic, beside what came by', () => {
    const counted = async (toxic: string): Promise<string[]> => {
      const { text } = await api.call('GET', '/metrics');
      const lines = text.split('\n').filter((line) => line.includes(`proxy="${proxy.name}",toxic="${toxic}"`));
      return lines.map((line) => line.replace(/^shakedown_toxic_(\w+?)(?:_total)?\{.*\} /u, '$1 '));
    };

    it('connections whose data came to it, once each, whatever the dice and the list of clients say', async () => {
      const idle = await connectTo(proxy.port);
      await api.addToxic(proxy, { name: 'all', type: 'latency', attributes: { latency: 1 } });
      await api.addToxic(proxy, { name: 'none', type: 'latency', toxicity: 0, attributes: { latency: 1 } });
      await api.addToxic(proxy, { name: 'others', type: 'latency', attributes: { latency: 1, clients: '10.0.0.0/8' } });
      const busy = await connectTo(proxy.port);
      await echoMs(busy, 'one');
      await echoMs(busy, 'two');
      expect(await counted('all')).toEqual(['seen 1', 'hits 1', 'bytes 6']);
      expect(await counted('none')).toEqual(['seen 1', 'hits 0', 'bytes 0']);
      expect(await counted('others')).toEqual(['seen 1', 'hits 0', 'bytes 0']);
      await api.removeToxic(proxy, 'all');
      expect(await counted('all')).toEqual([]);
      idle.destroy();
      busy.destroy();
    });

    it('clients that were not let in, and those that were not among them', async () => {
      await api.addToxic(proxy, { name: 'hole', type: 'blackhole', attributes: { clients: '10.0.0.0/8' } });
      await api.addToxic(proxy, { name: 'late', type: 'connect_delay', attributes: { delay: 1 } });
      const fresh = await connectTo(proxy.port);
      await echoMs(fresh, 'one');
      expect((await counted('hole')).slice(0, 2)).toEqual(['seen 1', 'hits 0']);
      expect((await counted('late')).slice(0, 2)).toEqual(['seen 1', 'hits 1']);
      fresh.destroy();
    });
  });
});
