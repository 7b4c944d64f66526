import { afterEach, describe, expect, test } from 'vitest';
import { OK, refusedPort, SCRIPTS, scriptedServer, type Script, type ScriptedServer } from '../scripted-server.ts';
import { told, TransportBench, type BenchOptions } from './transport-bench.ts';

const closing: { close(): unknown }[] = [];
const serve = async (script: Script): Promise<ScriptedServer> => {
  const server = await scriptedServer(script);
  closing.push(server);
  return server;
};
const open = async (url: string, options?: BenchOptions): Promise<TransportBench> => {
  const bench = await TransportBench.open(url, options);
  closing.push(bench);
  return bench;
};
afterEach(async () => {
  for (const each of closing.splice(0).toReversed()) await each.close();
});

const write =
  (text: string): Script =>
  (socket) =>
    socket.write(text, 'latin1');
const end =
  (text: string): Script =>
  (socket) =>
    socket.end(text, 'latin1');

describe('each misbehaviour is a named error', () => {
  test.each<[string, Script, readonly [string, string] | readonly [number]]>([
    ['garbage', write('\u0000\u0001\u0002 nonsense\r\n'), ['malformed', 'not-http']],
    ['another protocol', end('SSH-2.0-OpenSSH_9.6\r\n'), ['malformed', 'not-http']],
    ['half a status line', end('HTTP/1.1 20'), ['malformed', 'cut-short']],
    ['half a head', end('HTTP/1.1 200 OK\r\nContent-Le'), ['malformed', 'cut-short']],
    ['a head without end', (socket) => flood(socket, 'X-More: of the same\r\n', 'HTTP/1.1 200 OK\r\n'), ['malformed', 'head-too-large']],
    ['an endless line', (socket) => flood(socket, 'a'.repeat(999), 'HTTP/1.1 200 OK\r\nX: '), ['malformed', 'head-too-large']],
    ['interim responses for ever', (socket) => flood(socket, 'HTTP/1.1 102 Busy\r\n\r\n', ''), ['malformed', 'head-too-large']],
    ['a status of four digits', write('HTTP/1.1 2000 OK\r\n\r\n'), ['malformed', 'bad-status-line']],
    ['a header without a colon', write('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'), ['malformed', 'bad-header']],
    ['two lengths', write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'), ['malformed', 'bad-content-length']],
    ['a negative length', write('HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok'), ['malformed', 'bad-content-length']],
    [
      'a length and chunks',
      write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
      ['malformed', 'length-and-chunked'],
    ],
    ['a broken chunk', write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'), ['malformed', 'bad-chunk']],
    ['a body shorter than promised', end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'), ['malformed', 'cut-short']],
    ['chunks without an end', end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'), ['malformed', 'cut-short']],
    ['a body longer than promised', write(`${OK} and more`), ['malformed', 'longer-than-promised']],
    ['two answers to one request', write(`${OK}${OK}`), ['malformed', 'longer-than-promised']],
    ['an upgrade nobody asked for', write('HTTP/1.1 101 Switching\r\n\r\n'), ['malformed', 'unexpected-upgrade']],
    ['a reset at once', (socket) => socket.resetAndDestroy(), ['connect-reset', 'ECONNRESET']],
    ['a close at once', (socket) => socket.end(), ['connect-reset', 'closed']],
    ['a reset in the body', SCRIPTS.resetsMidBody, ['connect-reset', 'ECONNRESET']],
    ['no byte', SCRIPTS.hangs, ['given-up', 'no-first-byte']],
    ['no end of the body', SCRIPTS.neverEndsItsBody, ['given-up', 'unfinished']],
    ['a slow drip', (socket) => drip(socket), ['given-up', 'unfinished']],
    ['no body and no end', write('HTTP/1.1 200 OK\r\n\r\n'), ['given-up', 'unfinished']],
    ['a redirect in a ring, which is an answer', write('HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n'), [302]],
  ])('%s', async (_, script, expected) => {
    const server = await serve(script);
    const bench = await open(server.url);
    const ended = await Promise.all([1, 2, 3].map(() => bench.send(bench.request(), expected[0] === 'given-up' ? 400 : 5000)));
    expect(ended.map(told)).toEqual([expected, expected, expected]);
    expect(bench.endedTwice).toBe(0);
    if (expected.length === 2) expect(bench.transport.connections).toBe(0);
    expect(server.requests).toHaveLength(3);
  });

  test('a port where nobody listens', async () => {
    const bench = await open(`http://127.0.0.1:${await refusedPort()}/`);
    expect(told(await bench.send())).toEqual(['connect-refused', 'ECONNREFUSED']);
  });
});

test('a body beyond all memory is read to its end, and nothing of it is kept', async () => {
  const bytes = 2 ** 30;
  const chunk = Buffer.alloc(1 << 20, 120);
  const server = await serve((socket) => {
    let left = bytes;
    const push = (): void => {
      while (left > 0) {
        left -= chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', push);
      }
    };
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`);
    push();
  });
  const bench = await open(server.url);
  const before = process.memoryUsage().rss;
  expect(told(await bench.send(bench.request(), 60_000))).toEqual([200]);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  expect(bench.transport.connections).toBe(1);
});

test('ten gigabytes are given up when the time is up, and the connection with them', async () => {
  const chunk = Buffer.alloc(1 << 16, 120);
  const server = await serve((socket) => {
    const push = (): void => {
      while (socket.writable) if (!socket.write(chunk)) return void socket.once('drain', push);
    };
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n');
    push();
  });
  const bench = await open(server.url);
  expect(told(await bench.send(bench.request(), 500))).toEqual(['given-up', 'unfinished']);
  expect(bench.transport.connections).toBe(0);
});

test('a limit on bodies holds for lengths, for chunks, and for bodies until the end', async () => {
  const limits = { maxHeadBytes: 1000, maxBodyBytes: 100 };
  for (const script of [
    write('HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n'),
    write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n`),
    write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(101)}`),
  ]) {
    const bench = await open((await serve(script)).url, { limits });
    expect(told(await bench.send())).toEqual(['malformed', 'body-too-large']);
  }
});

describe('time limits of their own', () => {
  test('the first byte has a limit, which ends with the first byte', async () => {
    const options = { firstByteTimeoutUs: 500_000 };
    const silent = await open((await serve(SCRIPTS.hangs)).url, options);
    const ended = await Promise.all([1, 2, 3].map(() => silent.send()));
    expect(ended.map(told)).toEqual(Array(3).fill(['timeout', 'first-byte-limit']));
    expect(silent.transport.connections).toBe(0);
    const slow = await open((await serve(slowBody)).url, options);
    expect(told(await slow.send())).toEqual([200]);
  });

  test('connecting has a limit, TLS included, and whoever waits for the bound gets a turn', async () => {
    const mute = (await serve(SCRIPTS.hangs)).url.replace('http:', 'https:');
    const silentTls = await open(mute, { connectTimeoutUs: 100_000, maxConnections: 1 });
    const ended = await Promise.all([1, 2, 3].map(() => silentTls.send()));
    expect(ended.map(told)).toEqual(Array(3).fill(['connect-timeout', 'connect-limit']));
    expect(silentTls.transport.connections).toBe(0);
    expect(silentTls.transport.connectionsOpened).toBe(3);
  });
});

describe('the connection bound, and reuse', () => {
  test('one arrival makes at most one connect attempt, and the bound holds', async () => {
    const server = await serve((socket) => setTimeout(() => socket.write(OK), 20));
    const bench = await open(server.url, { maxConnections: 4 });
    const ended = await Promise.all(Array.from({ length: 40 }, () => bench.send()));
    expect(ended.every(({ status }) => status === 200)).toBe(true);
    expect(bench.transport.connectionsOpened).toBe(4);
    expect(ended.filter(({ exchange }) => exchange.cappedUs > 0)).toHaveLength(36);
    expect(ended.filter(({ exchange }) => exchange.connectUs >= 0)).toHaveLength(4);
  });

  test('a reused connection that turns out closed: once more, on a fresh one, and no more', async () => {
    const server = await serve(SCRIPTS.closesUnderReuse);
    const bench = await open(server.url);
    for (let i = 0; i < 3; i++) expect(told(await bench.send())).toEqual([200]);
    const retried = await bench.send();
    expect(retried.exchange.retried).toBe(true);
    expect(bench.transport.connectionsOpened).toBe(4);
    expect(told(await bench.send(bench.request({ method: 'POST', body: 'x' })))).toEqual(['stale', 'closed']);
  });

  test('a connection that died at rest is not used again', async () => {
    const server = await serve((socket) => socket.write(OK, () => setTimeout(() => socket.end(), 20)));
    const bench = await open(server.url);
    for (let i = 0; i < 3; i++) {
      expect(told(await bench.send(bench.request({ method: 'POST', body: '' })))).toEqual([200]);
      await expect.poll(() => bench.transport.connections).toBe(0);
    }
    expect(bench.transport.connectionsOpened).toBe(3);
  });
});

test('what a check needs is kept: headers in order, and the beginning of the body, chunked or not', async () => {
  const server = await serve(
    write(
      'HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSET-COOKIE:  b=2 \r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n',
    ),
  );
  const bench = await open(server.url);
  const { exchange } = await bench.send(bench.request({ keep: { maxBodyBytes: 8 } }));
  expect(exchange.response?.headers).toEqual([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['transfer-encoding', 'chunked'],
  ]);
  expect(exchange.response?.header('Set-Cookie')).toBe('a=1');
  expect(Buffer.from(exchange.response?.body ?? []).toString()).toBe('hello wo');
  expect(exchange.response?.truncated).toBe(true);
});

test('the legs of a request: waiting is the server’s, receiving the body’s, and connecting only of who connected', async () => {
  const server = await serve(slowBody);
  const bench = await open(server.url);
  const [first, second] = [(await bench.send()).exchange, (await bench.send()).exchange];
  expect(first.connectUs).toBeGreaterThan(0);
  expect(second.connectUs).toBe(-1);
  for (const { sentUs, writtenUs, firstByteUs, sendUs, tlsUs } of [first, second]) {
    expect(tlsUs).toBe(-1);
    expect(sendUs).toBeGreaterThanOrEqual(0);
    expect(writtenUs).toBeGreaterThanOrEqual(sentUs);
    expect(firstByteUs - writtenUs).toBeGreaterThan(40_000);
  }
});

/** The head after 50 ms, the body 850 ms later. */
function slowBody(socket: Parameters<Script>[0]): void {
  setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'), 50);
  setTimeout(() => socket.write('ok'), 900);
}

/** Goes on for as long as somebody listens, a little at a time: client and server share a thread. */
function flood(socket: Parameters<Script>[0], piece: string, first: string): void {
  const push = (): void => {
    if (socket.writable) socket.write(piece.repeat(20), () => setTimeout(push, 1));
  };
  socket.write(first, push);
}

function drip(socket: Parameters<Script>[0]): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
  const timer = setInterval(() => (socket.writable ? socket.write('x') : clearInterval(timer)), 20);
}
