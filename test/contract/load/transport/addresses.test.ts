import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { HostAddresses, type ConnectAttempt, type Resolve } from '../../../../src/load/engine/connect/host-addresses.ts';
import { requestUrl } from '../../../../src/manifest/request-url.ts';
import { refusedPort, SCRIPTS, scriptedServer } from '../scripted-server.ts';
import { runLoad } from '../run-load.ts';
import { told, TransportBench } from './transport-bench.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

describe('Unix sockets', () => {
  const socketServer = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'shakedown-socket-'));
    const path = join(folder, 'app.sock');
    const server = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    });
    return path;
  };

  test.each([
    ['http+unix', (path: string) => `http+unix://${encodeURIComponent(path)}/orders?id=1`],
    ['unix', (path: string) => `unix:${path}:/orders?id=1`],
  ])('as %s', async (_, url) => {
    const bench = await TransportBench.open(url(await socketServer()));
    closing.push(() => bench.close());
    const ended = await bench.send(bench.request({ keep: { maxBodyBytes: 100 } }));
    expect(told(ended)).toEqual([200]);
    expect(Buffer.from(ended.exchange.response?.body ?? []).toString()).toBe('localhost /orders?id=1');
  });

  test('through the whole engine', async () => {
    const path = await socketServer();
    const record = await runLoad({ url: `http+unix://${encodeURIComponent(path)}/`, rate: 50, timeoutMs: 5000 });
    expect(record.outcomes()).toEqual({ ok: 50 });
  });

  test('one that is not there refuses', async () => {
    const bench = await TransportBench.open('unix:/no/such/place.sock:/');
    closing.push(() => bench.close());
    expect(told(await bench.send())).toEqual(['connect-refused', 'ENOENT']);
  });

  test('what is no such URL is none', () => {
    for (const text of ['http+unix://', 'http+unix://relative.sock/', 'unix:', 'unix:relative', 'http+unix://%zz/']) {
      expect(requestUrl(text)).toBeNull();
    }
  });
});

describe('names', () => {
  test('that do not resolve are an outcome, one look-up for all who wait', async () => {
    const bench = await TransportBench.open('http://no-such-host.invalid/');
    closing.push(() => bench.close());
    const ended = await Promise.all([1, 2, 3].map(() => bench.send()));
    for (const each of ended) expect(each.outcome).toBe('connect-dns');
    expect(ended[0]?.detail).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  test('unresolved ones are resolved while the request waits', async () => {
    const server = await scriptedServer(SCRIPTS.answers);
    closing.push(() => server.close());
    const bench = await TransportBench.open(`http://localhost:${server.port}/`);
    closing.push(() => bench.close());
    const first = await bench.send();
    // `localhost` may be ::1 first, where nobody listens; then the next request goes to the next address.
    if (first.outcome !== 'answered') expect(first.outcome).toBe('connect-refused');
    expect(told(await bench.send())).toEqual([200]);
  });

  test('with several addresses: one attempt each, and the one that works stays', async () => {
    const server = await scriptedServer(SCRIPTS.answersThenCloses);
    closing.push(() => server.close());
    const bench = await TransportBench.open(`http://shop.test:${server.port}/`, { addresses: ['127.0.0.9', '127.0.0.1'] });
    closing.push(() => bench.close());
    expect(told(await bench.send())).toEqual(['connect-refused', 'ECONNREFUSED']);
    for (let i = 0; i < 3; i++) expect(told(await bench.send())).toEqual([200]);
    expect(bench.transport.connectionsOpened).toBe(4);
  });

  test.each([
    ['raw', {}],
    ['undici', { decompress: true }],
  ])('an address that worked is not left for one that refuses, but by a single arrival (%s)', async (_, options) => {
    const server = createServer((__, response) => response.setHeader('connection', 'close').end('ok'));
    const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
    const hangUp = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
    await listen(0);
    const { port } = server.address() as AddressInfo;
    const bench = await TransportBench.open(`http://shop.test:${port}/`, { addresses: ['127.0.0.1', '127.0.0.9'], ...options });
    closing.push(hangUp, () => bench.close());
    expect(told(await bench.send())).toEqual([200]);
    await hangUp();
    expect(told(await bench.send())).toEqual(['connect-refused', 'ECONNREFUSED']);
    await listen(port);
    const ended = await Promise.all([1, 2, 3, 4].map(() => bench.send()));
    expect(ended.map(({ outcome }) => outcome).toSorted()).toEqual(['answered', 'answered', 'answered', 'connect-refused']);
  });

  test('a refusing port is asked once an arrival', async () => {
    const bench = await TransportBench.open(`http://127.0.0.1:${await refusedPort()}/`);
    closing.push(() => bench.close());
    for (let i = 0; i < 5; i++) await bench.send();
    expect(bench.transport.connectionsOpened).toBe(5);
  });
});

describe('the cache of addresses', () => {
  const cache = (answers: (readonly string[] | Error)[], initial: readonly string[] = []) => {
    const state = { nowMs: 0, asked: 0 };
    const resolve: Resolve = async () => {
      state.asked++;
      const answer = answers.shift() ?? new Error('no more answers');
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const addresses = new HostAddresses('shop.test', initial, 10_000, resolve, () => state.nowMs);
    const next = (): string | undefined => addresses.attempt()?.address;
    return { state, addresses, next };
  };
  const attemptAt = (address: string, begunMs = 0): ConnectAttempt => ({ address, begunMs });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('answers from what it knows, and asks again behind the requests when that is too old', async () => {
    const { state, next } = cache([['10.0.0.2']], ['10.0.0.1']);
    expect(next()).toBe('10.0.0.1');
    expect(state.asked).toBe(0);
    state.nowMs = 10_000;
    expect(next()).toBe('10.0.0.1');
    expect(next()).toBe('10.0.0.1');
    expect(state.asked).toBe(1);
    await settled();
    expect(next()).toBe('10.0.0.2');
  });

  test('keeps the address in use while the name has it', async () => {
    const { state, next } = cache([['10.0.0.3', '10.0.0.1']], ['10.0.0.1', '10.0.0.2']);
    state.nowMs = 10_000;
    next();
    await settled();
    expect(next()).toBe('10.0.0.1');
  });

  test('asks again when connecting fails, at most once a second, and goes to the next address meanwhile', async () => {
    const { state, addresses, next } = cache([['10.0.0.9']], ['10.0.0.1', '10.0.0.2']);
    state.nowMs = 500;
    addresses.failed(attemptAt('10.0.0.1'));
    expect(next()).toBe('10.0.0.2');
    addresses.failed(attemptAt('10.0.0.1'));
    expect(next()).toBe('10.0.0.2');
    expect(state.asked).toBe(0);
    state.nowMs = 1000;
    addresses.failed(attemptAt('10.0.0.2'));
    expect(state.asked).toBe(1);
    await settled();
    expect(next()).toBe('10.0.0.9');
  });

  test('an address that works makes no way for one that never has: a single arrival tries that, once a second', () => {
    const { state, addresses, next } = cache([], ['::1', '127.0.0.1']);
    addresses.failed(attemptAt('::1'));
    addresses.accepted(attemptAt('127.0.0.1'));
    state.nowMs = 100;
    for (let i = 0; i < 3; i++) addresses.failed(attemptAt('127.0.0.1', 50));
    expect([next(), next(), next()]).toEqual(['::1', '127.0.0.1', '127.0.0.1']);
    addresses.failed(attemptAt('::1', 100));
    state.nowMs = 1099;
    addresses.failed(attemptAt('127.0.0.1', 99));
    expect(next()).toBe('127.0.0.1');
    state.nowMs = 1100;
    addresses.failed(attemptAt('127.0.0.1', 100));
    expect([next(), next()]).toEqual(['::1', '127.0.0.1']);
  });

  test('it makes way for one that the trial found to work, and from then on each for the other', () => {
    const { state, addresses, next } = cache([], ['10.0.0.1', '10.0.0.2']);
    addresses.accepted(attemptAt('10.0.0.1'));
    state.nowMs = 500;
    addresses.failed(attemptAt('10.0.0.1', 400));
    expect([next(), next()]).toEqual(['10.0.0.2', '10.0.0.1']);
    addresses.accepted(attemptAt('10.0.0.2', 500));
    expect([next(), next()]).toEqual(['10.0.0.2', '10.0.0.2']);
    addresses.failed(attemptAt('10.0.0.2', 501));
    expect(next()).toBe('10.0.0.1');
  });

  test('a trial waits for its arrival, though the name is looked up meanwhile; not where the address is gone from it', async () => {
    const { state, addresses, next } = cache([['10.0.0.1', '10.0.0.2'], ['10.0.0.1']], ['10.0.0.1', '10.0.0.2']);
    addresses.accepted(attemptAt('10.0.0.1'));
    for (const [second, expected] of ['10.0.0.2', '10.0.0.1'].entries()) {
      state.nowMs = 1000 * (second + 1);
      addresses.failed(attemptAt('10.0.0.1', state.nowMs - 1));
      await settled();
      expect([next(), next()]).toEqual([expected, '10.0.0.1']);
    }
    expect(state.asked).toBe(2);
  });

  test('a failure is no news where the address has accepted since that attempt began', () => {
    const { state, addresses, next } = cache([], ['10.0.0.1', '10.0.0.2']);
    state.nowMs = 2000;
    addresses.accepted(attemptAt('10.0.0.1', 1999));
    state.nowMs = 3000;
    addresses.failed(attemptAt('10.0.0.1', 1000));
    expect([next(), next()]).toEqual(['10.0.0.1', '10.0.0.1']);
    expect(state.asked).toBe(0);
  });

  test('where the address that worked is gone from the name, the others are tried by all', async () => {
    const { state, addresses, next } = cache([['10.0.0.2', '10.0.0.3']], ['10.0.0.1', '10.0.0.2']);
    addresses.accepted(attemptAt('10.0.0.1'));
    state.nowMs = 1000;
    addresses.failed(attemptAt('10.0.0.1', 900));
    await settled();
    expect([next(), next()]).toEqual(['10.0.0.2', '10.0.0.2']);
    addresses.failed(attemptAt('10.0.0.2', 1000));
    expect([next(), next()]).toEqual(['10.0.0.3', '10.0.0.3']);
  });

  test('keeps the old answer when a new one cannot be had', async () => {
    const { state, next } = cache([new Error('EAI_AGAIN'), ['10.0.0.2']], ['10.0.0.1']);
    state.nowMs = 10_000;
    next();
    await settled();
    expect(next()).toBe('10.0.0.1');
    state.nowMs = 20_000;
    next();
    await settled();
    expect(next()).toBe('10.0.0.2');
  });

  test('without any answer, waiting fails as the look-up did, for a second; then the next may succeed', async () => {
    const { state, addresses } = cache([Object.assign(new Error('x'), { code: 'EAI_AGAIN' }), [], ['10.0.0.1']]);
    for (let i = 0; i < 3; i++) await expect(addresses.resolved()).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    expect(state.asked).toBe(1);
    state.nowMs = 1000;
    for (let i = 0; i < 3; i++) await expect(addresses.resolved()).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(state.asked).toBe(2);
    state.nowMs = 2000;
    expect(await addresses.resolved()).toBe('10.0.0.1');
  });
});
