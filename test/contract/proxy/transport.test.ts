import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { fullListener } from './full-listener.ts';
import type { RunningServer } from './servers-under-test.ts';
import { serversUnderTest } from './servers-under-test.ts';
import { connectTo, echoMs, endOf, readBytes, startEchoServer, startTcpServer } from './tcp-peers.ts';

const GIB = 1024 * 1024 * 1024;

describe.each(await serversUnderTest())('traffic through $title', (subject) => {
  const { real } = subject;
  let server: RunningServer;
  let api: ApiClient;

  beforeAll(async () => {
    server = await subject.start();
    api = server.api;
  });
  afterAll(() => server.stop());

  it('carries 1 GiB each way unchanged', async () => {
    const block = randomBytes(1024 * 1024);
    const sunk = createHash('sha256');
    const expected = createHash('sha256');
    for (let index = 0; index < GIB / block.length; index++) expected.update(block);
    const digest = expected.digest('hex');
    // Takes 1 GiB, then gives 1 GiB back.
    const peer = await startTcpServer((socket) => {
      let taken = 0;
      socket.on('data', (chunk: Buffer) => {
        sunk.update(chunk);
        taken += chunk.length;
        if (taken === GIB) void writeAll(socket, block).then(() => socket.end());
      });
    });
    const proxy = await api.proxyTo(peer.port);
    const client = await connectTo(proxy.port);
    const returned = createHash('sha256');
    let got = 0;
    client.on('data', (chunk: Buffer) => {
      returned.update(chunk);
      got += chunk.length;
    });
    const ended = once(client, 'end');
    await writeAll(client, block);
    await ended;
    expect(got).toBe(GIB);
    expect(sunk.digest('hex')).toBe(digest);
    expect(returned.digest('hex')).toBe(digest);
    client.destroy();
    await peer.close();
  });

  it('serves 1,000 connections at once', async () => {
    const echo = await startEchoServer();
    const proxy = await api.proxyTo(echo.port);
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => connectTo(proxy.port)));
    await Promise.all(clients.map((client, index) => echoMs(client, `client ${index}`)));
    expect(echo.sockets.size).toBe(1_000);
    for (const client of clients) client.destroy();
    await expect.poll(() => echo.sockets.size, { timeout: 10_000 }).toBe(0);
    await echo.close();
  });

  it('makes the sender wait when the receiver does not read, and loses nothing when it does', async () => {
    const total = 64 * 1024 * 1024;
    const peer = await startTcpServer((socket) => socket.pause());
    const proxy = await api.proxyTo(peer.port);
    const client = await connectTo(proxy.port);
    await expect.poll(() => peer.sockets.size).toBe(1);
    const [serverSide] = peer.sockets;
    let written = 0;
    void writeAll(client, Buffer.alloc(1024 * 1024), total, (bytes) => (written += bytes));
    await sleep(500);
    expect(written).toBeLessThan(total / 2);
    let received = 0;
    serverSide?.on('data', (chunk: Buffer) => (received += chunk.length)).resume();
    await expect.poll(() => received, { timeout: 20_000 }).toBe(total);
    client.destroy();
    await peer.close();
  });

  it('half-close: a client that has sent its end still gets the answer', async () => {
    const peer = await startTcpServer((socket) => {
      socket.resume();
      socket.on('end', () => setTimeout(() => socket.end('answer after the end'), 100));
    });
    const proxy = await api.proxyTo(peer.port);
    const client = await connectTo(proxy.port);
    let received = '';
    client.on('data', (chunk: Buffer) => (received += chunk.toString()));
    client.end('question');
    await endOf(client, 5_000);
    // Toxiproxy closes both directions with the first end.
    expect(received).toBe(real ? '' : 'answer after the end');
    await peer.close();
  });

  it('an upstream that refuses: the client is closed, and the proxy goes on', async () => {
    const peer = await startEchoServer();
    const proxy = await api.proxyTo(peer.port);
    await peer.close();
    for (let tries = 0; tries < 3; tries++) expect(await endOf(await connectTo(proxy.port), 5_000)).not.toBe('timeout');
  });

  it('an upstream whose name does not resolve: the client is closed', async () => {
    await api.call('POST', '/proxies', { name: 'lost', listen: '127.0.0.1:0', upstream: 'no-such-host.invalid:80' });
    const { json } = await api.call('GET', '/proxies/lost');
    const client = await connectTo(Number((json.listen ?? '').split(':').at(-1)));
    expect(await endOf(client, 10_000)).not.toBe('timeout');
  });

  it('an upstream that answers no connect holds up nobody else (Toxiproxy: every client of that proxy)', async () => {
    const hole = await fullListener();
    const echo = await startEchoServer();
    try {
      const proxy = await api.proxyTo(hole.port);
      const stuck = await connectTo(proxy.port);
      await sleep(100);
      const changing = api.call('POST', `/proxies/${proxy.name}`, { upstream: `127.0.0.1:${echo.port}` });
      const changed = await Promise.race([changing.then(() => true), sleep(1_500, false)]);
      // Toxiproxy waits for its dial before it stops: this call hangs as long as the kernel tries.
      expect(changed).toBe(!real);
      if (changed) {
        const client = await connectTo(proxy.port);
        expect(await echoMs(client, 'served')).toBeLessThan(500);
        client.destroy();
      }
      stuck.destroy();
    } finally {
      await hole.close();
      await echo.close();
    }
  });

  it('a reset of the server reaches the client', async () => {
    const peer = await startTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const proxy = await api.proxyTo(peer.port);
    const client = await connectTo(proxy.port);
    client.write('hello');
    // Toxiproxy makes a FIN of it.
    expect(await endOf(client, 5_000)).toBe(real ? 'end' : 'reset');
    await peer.close();
  });

  it('the end of the server reaches the client after all its data', async () => {
    const peer = await startTcpServer((socket) => socket.end(Buffer.alloc(3_000_000, 1)));
    const proxy = await api.proxyTo(peer.port);
    const client = await connectTo(proxy.port);
    const data = await readBytes(client, 3_000_000);
    expect(data.length).toBe(3_000_000);
    expect(await endOf(client, 5_000)).toBe('end');
    client.destroy();
    await peer.close();
  });
});

/** Writes `block` over and over, waiting for room, until `total` bytes (1 GiB) went out. */
async function writeAll(
  socket: import('node:net').Socket,
  block: Buffer,
  total = GIB,
  onWritten: (bytes: number) => void = () => undefined,
): Promise<void> {
  for (let sent = 0; sent < total; sent += block.length) {
    const room = socket.write(block, () => onWritten(block.length));
    if (!room) await once(socket, 'drain');
  }
}
