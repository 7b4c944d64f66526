import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient, ProxyHandle } from './api-client.ts';
import type { RunningServer } from './servers-under-test.ts';
import { serversUnderTest } from './servers-under-test.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, endOf, startEchoServer } from './tcp-peers.ts';

/** Toxics that change timing and slicing, never a byte: whatever comes and goes, the stream must stay whole. */
const HARMLESS = [
  { type: 'latency', attributes: { latency: 3, jitter: 3 } },
  { type: 'bandwidth', attributes: { rate: 5_000 } },
  { type: 'slicer', attributes: { average_size: 512, size_variation: 100, delay: 10 } },
  { type: 'slow_close', attributes: { delay: 5 } },
] as const;

describe.each(await serversUnderTest())('toxics that come and go on $title', (subject) => {
  let server: RunningServer;
  let api: ApiClient;
  let echo: TcpPeer;
  let proxy: ProxyHandle;

  beforeAll(async () => {
    server = await subject.start();
    api = server.api;
    echo = await startEchoServer();
  });
  afterAll(async () => {
    await server.stop();
    await echo.close();
  });
  beforeEach(async () => {
    proxy = await api.proxyTo(echo.port);
  });

  it('a timeout whose time is changed keeps the connections that it is on', async () => {
    await api.addToxic(proxy, { name: 'stall', type: 'timeout', attributes: { timeout: 0 } });
    const client = await connectTo(proxy.port);
    const ended = endOf(client, 1_000);
    client.write('dropped');
    await sleep(100);
    await api.call('POST', `/proxies/${proxy.name}/toxics/stall`, { attributes: { timeout: 60_000 } });
    expect(await ended).toBe('timeout');
    client.destroy();
  });

  it('a stream stays whole while toxics of both directions are added, changed and removed under it', async () => {
    const client = await connectTo(proxy.port);
    const received = createHash('sha256');
    let got = 0;
    client.on('data', (chunk: Buffer) => {
      received.update(chunk);
      got += chunk.length;
    });
    const sent = createHash('sha256');
    let total = 0;
    let changing = true;
    const sending = (async () => {
      while (changing) {
        const block = randomBytes(1 + Math.floor(Math.random() * 20_000));
        sent.update(block);
        total += block.length;
        client.write(block);
        await sleep(2);
      }
    })();
    for (let round = 0; round < 15; round++) {
      for (const toxic of HARMLESS) {
        const stream = round % 2 === 0 ? 'upstream' : 'downstream';
        await api.addToxic(proxy, { ...toxic, name: toxic.type, stream });
        await api.updateToxic(proxy, toxic.type, { toxicity: 0.9 });
      }
      for (const toxic of HARMLESS) await api.removeToxic(proxy, toxic.type);
    }
    changing = false;
    await sending;
    await expect.poll(() => got, { timeout: 20_000 }).toBe(total);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    client.destroy();
  });

  it('survives a thousand adds and removes racing with connections', async () => {
    let racing = true;
    let echoes = 0;
    const dialling = (async () => {
      while (racing) {
        const client = await connectTo(proxy.port);
        await echoMs(client, 'race');
        client.destroy();
        echoes += 1;
      }
    })();
    for (let index = 0; index < 1_000; index++) {
      const stream = index % 2 === 0 ? 'upstream' : 'downstream';
      await api.addToxic(proxy, { name: 'race', type: 'latency', stream, attributes: { latency: 0 } });
      await api.removeToxic(proxy, 'race');
    }
    racing = false;
    await dialling;
    expect(echoes).toBeGreaterThan(100);
    expect((await api.call('GET', `/proxies/${proxy.name}`)).json).toMatchObject({ enabled: true, toxics: [] });
    const client = await connectTo(proxy.port);
    expect(await echoMs(client, 'afterwards')).toBeLessThan(200);
    client.destroy();
  });

  it('enable and disable race with connections, and the last word counts', async () => {
    let racing = true;
    const dialling = (async () => {
      while (racing) {
        const client = await connectTo(proxy.port).catch(() => null);
        if (client !== null) client.destroy();
        await sleep(1);
      }
    })();
    for (let index = 0; index < 100; index++) {
      const enabled = index % 2 === 1;
      expect((await api.call('POST', `/proxies/${proxy.name}`, { enabled })).json).toMatchObject({ enabled });
    }
    racing = false;
    await dialling;
    const client = await connectTo(proxy.port);
    await echoMs(client, 'afterwards');
    client.destroy();
  });
});
