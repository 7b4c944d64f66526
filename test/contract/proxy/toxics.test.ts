import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProxyHandle } from './api-client.ts';
import type { RunningServer } from './servers-under-test.ts';
import { serversUnderTest } from './servers-under-test.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, endOf, readBytes, startEchoServer } from './tcp-peers.ts';
import { expectTook, TOLERANCES } from './tolerances.ts';

const UNDELAYED_MS = TOLERANCES.undelayedMs;

describe.each(await serversUnderTest())('toxics of $title', (subject) => {
  const { real } = subject;
  let server: RunningServer;
  let echo: TcpPeer;
  let proxy: ProxyHandle;
  let client: Socket;

  beforeAll(async () => {
    server = await subject.start();
    echo = await startEchoServer();
  });
  afterAll(async () => {
    await server.stop();
    await echo.close();
  });
  beforeEach(async () => {
    proxy = await server.api.proxyTo(echo.port);
    client = await connectTo(proxy.port);
    return async () => {
      client.destroy();
      await server.api.call('DELETE', `/proxies/${proxy.name}`);
    };
  });
  const add = (toxic: Record<string, unknown>): Promise<string> => server.api.addToxic(proxy, toxic);

  it('passes traffic unchanged without one', async () => {
    expect(await echoMs(client, 'hello')).toBeLessThan(UNDELAYED_MS);
  });

  it('latency delays one way, on a live connection, and its removal ends that', async () => {
    const name = await add({ type: 'latency', attributes: { latency: 300 } });
    const slow = await echoMs(client, 'hello');
    expectTook(slow, 300);
    await server.api.removeToxic(proxy, name);
    expect(await echoMs(client, 'again')).toBeLessThan(UNDELAYED_MS);
  });

  it('latencies in both directions and one after the other add up', async () => {
    await add({ name: 'a', type: 'latency', stream: 'upstream', attributes: { latency: 60 } });
    await add({ name: 'b', type: 'latency', stream: 'downstream', attributes: { latency: 50 } });
    await add({ name: 'c', type: 'latency', stream: 'downstream', attributes: { latency: 40 } });
    const slow = await echoMs(client, 'hello');
    expectTook(slow, 150);
  });

  it('jitter spreads the delay around the latency', async () => {
    await add({ type: 'latency', attributes: { latency: 60, jitter: 40 } });
    const times: number[] = [];
    for (let i = 0; i < 25; i++) times.push(await echoMs(client, `n${i}`));
    expect(Math.min(...times)).toBeGreaterThan(18);
    expect(Math.max(...times)).toBeLessThan(100 + TOLERANCES.lateMs);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(25);
  });

  it('jitter keeps the order of bytes', async () => {
    await add({ type: 'latency', attributes: { latency: 5, jitter: 5 } });
    const sent = Array.from({ length: 200 }, (_, index) => `${index};`).join('');
    const reading = readBytes(client, sent.length);
    for (const part of sent.match(/.{1,7}/g) ?? []) {
      client.write(part);
      await sleep(0);
    }
    expect((await reading).toString()).toBe(sent);
  });

  it('a changed latency counts from the next chunk', async () => {
    const name = await add({ type: 'latency', attributes: { latency: 300 } });
    await server.api.updateToxic(proxy, name, { attributes: { latency: 50 } });
    const slow = await echoMs(client, 'hello');
    expectTook(slow, 50);
  });

  it('removing latency sends what it held at once', async () => {
    const name = await add({ type: 'latency', attributes: { latency: 20_000 } });
    const reading = readBytes(client, 5);
    client.write('hello');
    await sleep(100);
    await server.api.removeToxic(proxy, name);
    expect((await reading).toString()).toBe('hello');
  });

  it('timeout drops data and closes both sides after its time', async () => {
    await add({ type: 'timeout', attributes: { timeout: 200 } });
    const began = performance.now();
    client.write('hello');
    expect(await endOf(client, 5_000)).not.toBe('timeout');
    expectTook(performance.now() - began, 200);
    expect(client.bytesRead).toBe(0);
  });

  it('timeout 0 never closes, and its removal closes the connection whose bytes it dropped', async () => {
    const name = await add({ type: 'timeout', attributes: { timeout: 0 } });
    client.write('hello');
    expect(await endOf(client, 300)).toBe('timeout');
    await server.api.removeToxic(proxy, name);
    expect(await endOf(client, 1_000)).not.toBe('timeout');
    expect(client.bytesRead).toBe(0);
  });

  it('reset_peer resets a new connection after its first bytes, and leaves an idle one alone', async () => {
    await add({ type: 'reset_peer', attributes: { timeout: 0 } });
    const fresh = await connectTo(proxy.port);
    const ended = endOf(fresh, 200);
    expect(await ended).toBe('timeout');
    fresh.write('hello');
    expect(await endOf(fresh, 2_000)).toBe('reset');
  });

  it('reset_peer waits for its time', async () => {
    await add({ type: 'reset_peer', attributes: { timeout: 200 } });
    const fresh = await connectTo(proxy.port);
    const began = performance.now();
    fresh.write('hello');
    expect(await endOf(fresh, 2_000)).toBe('reset');
    expectTook(performance.now() - began, 200);
  });

  it('reset_peer on a connection that stood before it: a reset here, a FIN from Toxiproxy', async () => {
    await echoMs(client, 'hello');
    await add({ type: 'reset_peer', attributes: { timeout: 0 } });
    client.write('hello');
    expect(await endOf(client, 2_000)).toBe(real ? 'end' : 'reset');
  });

  it('disabled means closed and refused; enabled again, it serves on the same port', async () => {
    await echoMs(client, 'hello');
    await server.api.call('POST', `/proxies/${proxy.name}`, { enabled: false });
    expect(await endOf(client, 2_000)).not.toBe('timeout');
    await expect(connectTo(proxy.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.api.call('POST', `/proxies/${proxy.name}`, { enabled: true });
    const again = await connectTo(proxy.port);
    expect(await echoMs(again, 'hello')).toBeLessThan(UNDELAYED_MS);
    again.destroy();
  });

  it('bandwidth holds its rate', async () => {
    await add({ type: 'bandwidth', attributes: { rate: 500 } });
    const bytes = 500_000;
    const began = performance.now();
    const reading = readBytes(client, bytes);
    client.write(Buffer.alloc(bytes, 7));
    await reading;
    const took = performance.now() - began;
    // A tenth may go out at once, as the burst that it begins with.
    expectTook(took, 910, { most: 1_000 });
  });

  it('bandwidth 0 stalls without closing or losing anything', async () => {
    const name = await add({ type: 'bandwidth', attributes: { rate: 0 } });
    client.write('hello');
    const reading = readBytes(client, 5);
    expect(await Promise.race([reading, sleep(300, 'stalled')])).toBe('stalled');
    await server.api.removeToxic(proxy, name);
    expect((await reading).toString()).toBe('hello');
  });

  it('slow_close delays the end, not the data', async () => {
    await add({ type: 'slow_close', attributes: { delay: 300 } });
    await echoMs(client, 'hello');
    const began = performance.now();
    client.end();
    expect(await endOf(client, 5_000)).toBe('end');
    expectTook(performance.now() - began, 300);
  });

  it('slicer cuts data into pieces and loses none', async () => {
    const delayMs = 5;
    await add({ type: 'slicer', attributes: { average_size: 64, size_variation: 32, delay: delayMs * 1_000 } });
    const sent = Buffer.from(Array.from({ length: 2_000 }, (_, index) => index % 251));
    let reads = 0;
    client.on('data', () => (reads += 1));
    const reading = readBytes(client, sent.length);
    const began = performance.now();
    client.write(sent);
    expect((await reading).equals(sent)).toBe(true);
    // Between 2,000 ÷ 96 and 2,000 ÷ 32 pieces, with a delay between every two.
    expectTook(performance.now() - began, 20 * delayMs, { most: 63 * (delayMs + TOLERANCES.latePieceMs) });
    expect(reads).toBeGreaterThan(5);
  });

  it('limit_data passes that many bytes and closes', async () => {
    await add({ type: 'limit_data', attributes: { bytes: 10 } });
    const fresh = await connectTo(proxy.port);
    let received = '';
    fresh.on('data', (chunk: Buffer) => (received += chunk.toString()));
    fresh.write('0123456789abcdef');
    expect(await endOf(fresh, 2_000)).not.toBe('timeout');
    expect(received).toBe('0123456789');
  });

  it('limit_data before latency: the last bytes still arrive', async () => {
    await add({ name: 'limit', type: 'limit_data', attributes: { bytes: 10 } });
    await add({ name: 'slow', type: 'latency', attributes: { latency: 100 } });
    const fresh = await connectTo(proxy.port);
    let received = '';
    fresh.on('data', (chunk: Buffer) => (received += chunk.toString()));
    fresh.write('0123456789abcdef');
    expect(await endOf(fresh, 2_000)).not.toBe('timeout');
    expect(received).toBe('0123456789');
  });

  it('toxicity 0 spares every connection', async () => {
    await add({ type: 'latency', toxicity: 0, attributes: { latency: 2_000 } });
    const fresh = await connectTo(proxy.port);
    expect(await echoMs(fresh, 'hello')).toBeLessThan(UNDELAYED_MS);
    fresh.destroy();
  });

  it('toxicity 0.5 hits about half of them', async () => {
    await add({ type: 'latency', toxicity: 0.5, attributes: { latency: 1_000 } });
    const times = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const fresh = await connectTo(proxy.port);
        const ms = await echoMs(fresh, 'hello');
        fresh.destroy();
        return ms;
      }),
    );
    const hit = times.filter((ms) => ms > 900).length;
    expect(hit).toBeGreaterThan(12);
    expect(hit).toBeLessThan(48);
  });
});
