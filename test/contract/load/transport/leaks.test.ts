import { once } from 'node:events';
import { constants, createServer as createHttp2 } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRandom } from '../../../../src/random/create-random.ts';
import { SCRIPTS, scriptedServer, type Script } from '../scripted-server.ts';
import { pem, tlsServer } from './tls-server.ts';
import { TransportBench, type BenchOptions, type Ended } from './transport-bench.ts';

const REQUESTS = 20_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

/** What is open: sockets and the like, by kind, and timers beyond the one that Vitest itself may have. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) if (/Wrap|Timeout|Immediate/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  return { ...counts, Timeout: Math.max(1, counts['Timeout'] ?? 0) };
}

/** Something else for every request: mostly answers, so that there are connections to be reused, and everything that goes wrong. */
function capricious(seed: number): Script {
  const random = createRandom(seed);
  const whims: Script[] = [...Object.values(SCRIPTS), (socket) => socket.destroy(), (socket) => socket.end('HTTP/1.1 200 OK\r\n')];
  return (socket, index, total) => {
    const whim = random.below(3) > 0 ? SCRIPTS.answers : (whims[random.below(whims.length)] ?? SCRIPTS.answers);
    if (socket.writable) whim(socket, index, total);
  };
}

async function sendAll(bench: TransportBench, total: number, atOnce: number, withinMs: number): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  const random = createRandom(7);
  let left = total;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const method = random.below(4) === 0 ? 'POST' : 'GET';
      const keep = random.below(3) === 0 ? { keep: { maxBodyBytes: 100 } } : {};
      const ended: Ended = await bench.send(bench.request({ method, ...keep }), withinMs);
      outcomes.set(ended.outcome, (outcomes.get(ended.outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return outcomes;
}

/** An HTTP/2 server with whims: streams that hang, break off or are refused, connections that end, politely or not. */
async function capriciousHttp2(seed: number): Promise<{ readonly url: string; hangUp(): void; close(): Promise<void> }> {
  const random = createRandom(seed);
  const sockets = new Set<Socket>();
  const server = createHttp2();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.on('session', (session) => session.on('error', () => {}));
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    const whims = [
      () => {},
      () => stream.close(constants.NGHTTP2_REFUSED_STREAM),
      () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
      () => stream.destroy(new Error('enough')),
      () => (stream.respond({ ':status': 200 }), stream.write('half'), setTimeout(() => stream.destroy(new Error('enough')), 1)),
      () => (stream.respond({ ':status': 200, 'content-length': 100 }), stream.end('short')),
      () => stream.session?.goaway(),
      () => stream.session?.close(),
      () => random.below(4) === 0 && stream.session?.destroy(),
      () => random.below(4) === 0 && stream.session?.socket.destroy(),
    ];
    if (random.below(3) === 0) whims[random.below(whims.length)]?.();
    else {
      stream.respond({ ':status': 200 });
      stream.end('hello');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async (): Promise<void> => {
    hangUp();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, hangUp, close };
}

test('after an HTTP/2 server that misbehaves in every way, nothing is left, and everything ended once', async () => {
  const server = await capriciousHttp2(42);
  await sleep(300);
  const atRest = resources();
  const options: BenchOptions = { http: '2', firstByteTimeoutUs: 50_000, maxConnections: 4 };
  const warmUp = await TransportBench.open(server.url, options);
  await sendAll(warmUp, 1000, 64, 100);
  warmUp.close();
  await sleep(500);
  server.hangUp();
  const heapBefore = heapBytes();
  const bench = await TransportBench.open(server.url, options);
  const outcomes = await sendAll(bench, 5000, 64, 100);
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(5000);
  expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['answered', 'timeout', 'malformed', 'connect-reset']));
  expect(bench.transport.connections).toBeLessThanOrEqual(4);
  expect(bench.endedTwice).toBe(0);
  bench.close();
  await expect.poll(() => bench.transport.connections).toBe(0);
  // Node's server keeps some sockets whose other end is gone, when sessions end in the middle of streams.
  server.hangUp();
  for (let tries = 0; tries < 50 && JSON.stringify(resources()) !== JSON.stringify(atRest); tries++) await sleep(100);
  expect(resources()).toEqual(atRest);
  expect(heapBytes() - heapBefore).toBeLessThan(4e6);
  await server.close();
});

test.each<[string, boolean, BenchOptions, number, number, number]>([
  ['on raw sockets', false, { firstByteTimeoutUs: 50_000, connectTimeoutUs: 1_000_000 }, REQUESTS, 64, 100],
  // Handshakes are dear when both sides share a thread.
  ['on raw sockets with TLS', true, { firstByteTimeoutUs: 200_000 }, REQUESTS / 8, 16, 500],
  ['on undici', false, { decompress: true, firstByteTimeoutUs: 50_000 }, REQUESTS / 4, 32, 100],
])('after a server that misbehaves in every way, %s, nothing is left', async (_, secure, options, total, atOnce, withinMs) => {
  const script = capricious(42);
  const plain = secure ? null : await scriptedServer(script);
  const server = plain ?? (await tlsServer(script));
  await sleep(300);
  const atRest = resources();
  // What is loaded and compiled once is no leak.
  const warmUp = await TransportBench.open(server.url, { addresses: ['127.0.0.1'], tls: { ca: pem('ca.crt') }, ...options });
  await sendAll(warmUp, total / 10, atOnce, withinMs);
  warmUp.close();
  await sleep(500);
  plain?.forget();
  const heapBefore = heapBytes();

  const bench = await TransportBench.open(server.url, { addresses: ['127.0.0.1'], tls: { ca: pem('ca.crt') }, ...options });
  const outcomes = await sendAll(bench, total, atOnce, withinMs);
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
  expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['answered', 'timeout', 'malformed', 'connect-reset', 'stale']));
  expect(bench.transport.connections).toBeLessThanOrEqual(atOnce);
  expect(bench.endedTwice).toBe(0);
  bench.close();

  // Sockets take a moment to close. No timer of the test's own runs when it looks.
  for (let tries = 0; tries < 50 && JSON.stringify(resources()) !== JSON.stringify(atRest); tries++) await sleep(100);
  expect(resources()).toEqual(atRest);
  plain?.forget();
  expect(heapBytes() - heapBefore).toBeLessThan(4e6);
  await server.close();
});
