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
