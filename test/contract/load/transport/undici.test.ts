import { createServer as createHttp2, createSecureServer, type ServerHttp2Stream, type Settings } from 'node:http2';
import { createServer as createHttp, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { connect, createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { targetOf } from '../../../../src/load/engine/resolve-target.ts';
import type { ProxySetup } from '../../../../src/load/engine/worker-messages.ts';
import { OK, refusedPort, SCRIPTS, scriptedServer, type Script } from '../scripted-server.ts';
import { pem, tlsServer } from './tls-server.ts';
import { NO_TLS, told, TransportBench, type BenchOptions, type Ended } from './transport-bench.ts';

const closing: (() => unknown)[] = [];
const open = async (url: string, options: BenchOptions = {}): Promise<TransportBench> => {
  const bench = await TransportBench.open(url, { addresses: ['127.0.0.1'], ...options });
  closing.push(() => bench.close());
  return bench;
};
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const ca = pem('ca.crt');

describe('HTTP/2', () => {
  type OnStream = (stream: ServerHttp2Stream, path: string, total: number) => void;
  const answer: OnStream = (stream, path) => {
    stream.respond({ ':status': 200, 'content-type': 'text/plain' });
    stream.end(`path ${path}`);
  };
  const serve = async (
    onStream: OnStream,
    secure = true,
    settings: Settings = {},
  ): Promise<{ url: string; sessions: () => number; streams: () => number }> => {
    const server = secure ? createSecureServer({ cert: pem('server.crt'), key: pem('server.key'), settings }) : createHttp2({ settings });
    let sessions = 0;
    let streams = 0;
    server.on('session', () => sessions++);
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      onStream(stream, String(headers[':path']), streams++);
    });
    server.on('sessionError', () => {});
    const port = await listening(server);
    return { url: `${secure ? 'https' : 'http'}://localhost:${port}/x`, sessions: () => sessions, streams: () => streams };
  };
  const http2 = { http: '2', tls: { ca } } as const;

  test.each([true, false])('many requests at a time on one connection (TLS: %s), with legs and what is kept', async (secure) => {
    const server = await serve(answer, secure);
    const bench = await open(server.url, http2);
    const first = await bench.send(bench.request({ keep: { maxBodyBytes: 100 } }));
    expect(told(first)).toEqual([200]);
    expect(Buffer.from(first.exchange.response?.body ?? []).toString()).toBe('path /x');
    expect(first.exchange.bodyBytes).toBe('path /x'.length);
    expect(first.exchange.response?.header('content-type')).toBe('text/plain');
    expect(first.exchange.connectUs).toBeGreaterThan(0);
    expect(first.exchange.tlsUs > 0).toBe(secure);
    const more = await Promise.all(Array.from({ length: 50 }, () => bench.send()));
    expect(more.every(({ status }) => status === 200)).toBe(true);
    expect(server.sessions()).toBe(1);
    expect(bench.transport.connections).toBe(1);
    expect(bench.transport.connectionsOpened).toBe(1);
    expect(more.every(({ exchange }) => exchange.firstByteUs >= exchange.sentUs && exchange.sentUs > 0)).toBe(true);
  });

  test('beyond what its connections carry, requests wait, and the wait is counted as ours', async () => {
    const server = await serve((stream, path, total) => void setTimeout(() => answer(stream, path, total), 30));
    const bench = await open(server.url, { ...http2, maxConnections: 1 });
    const ended = await Promise.all(Array.from({ length: 250 }, () => bench.send()));
    expect(ended.every(({ status }) => status === 200)).toBe(true);
    expect(server.sessions()).toBe(1);
    expect(ended.filter(({ exchange }) => exchange.cappedUs > 0)).toHaveLength(150);
  });

  test.each([1, 10])(
    'a server that allows %i streams a connection gets as many connections as that takes',
    async (maxConcurrentStreams) => {
      const slowly: OnStream = (stream, path, total) => void setTimeout(() => answer(stream, path, total), 50);
      const server = await serve(slowly, true, { maxConcurrentStreams });
      const bench = await open(server.url, http2);
      const burst = (): Promise<Ended[]> => Promise.all(Array.from({ length: 6 * maxConcurrentStreams }, () => bench.send()));
      expect((await burst()).every(({ status }) => status === 200)).toBe(true);
      expect(server.sessions()).toBe(6);
      const again = await burst();
      expect(again.every(({ status }) => status === 200)).toBe(true);
      expect(again.every(({ exchange }) => exchange.sentUs - exchange.dispatchedUs < 40_000)).toBe(true);
      expect(again.filter(({ exchange }) => exchange.retried)).toEqual([]);
      expect(server.sessions()).toBe(6);
    },
  );

  test('streams that its server does not allow wait for our bound on connections, and that is ours', async () => {
    const slowly: OnStream = (stream, path, total) => void setTimeout(() => answer(stream, path, total), 50);
    const server = await serve(slowly, true, { maxConcurrentStreams: 10 });
    const bench = await open(server.url, { ...http2, maxConnections: 2 });
    const ended = await Promise.all(Array.from({ length: 60 }, () => bench.send()));
    expect(ended.every(({ status }) => status === 200)).toBe(true);
    expect(ended.filter(({ exchange }) => exchange.cappedUs > 0).length).toBeGreaterThanOrEqual(30);
    expect(server.sessions()).toBe(2);
  });

  test('a burst before the connection stands makes no more connections than it needs', async () => {
    const server = await serve(answer);
    const bench = await open(server.url, http2);
    const ended = await Promise.all(Array.from({ length: 90 }, () => bench.send()));
    expect(ended.every(({ status }) => status === 200)).toBe(true);
    expect(server.sessions()).toBe(1);
  });

  test('a stream that is given up leaves the connection to the others', async () => {
    const server = await serve((stream, path, total) => (total % 2 === 0 ? answer(stream, path, total) : undefined));
    const bench = await open(server.url, { ...http2, firstByteTimeoutUs: 300_000 });
    expect(told(await bench.send())).toEqual([200]);
    expect(told(await bench.send(bench.request(), 100))).toEqual(['given-up', 'no-first-byte']);
    expect(told(await bench.send())).toEqual([200]);
    expect(told(await bench.send())).toEqual(['timeout', 'first-byte-limit']);
    expect(told(await bench.send())).toEqual([200]);
    expect(server.sessions()).toBe(1);
  });

  test('a stream that the server resets, before its answer or in it', async () => {
    const before = await open((await serve((stream) => stream.close(2))).url, http2);
    const { outcome, detail } = await before.send();
    expect([outcome, detail]).toEqual(['connect-reset', expect.stringMatching(/HTTP2/)]);
    const aborted = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('x', () => setTimeout(() => stream.destroy(new Error('enough')), 20));
    });
    const within = await open(aborted.url, http2);
    expect(told(await within.send())).toEqual(['connect-reset', 'ERR_HTTP2_STREAM_ERROR']);
  });

  test('a server that knows only HTTP/1.1, one that talks nonsense, one that hangs, one that is not there', async () => {
    const old = await tlsServer(SCRIPTS.answers);
    closing.push(() => old.close());
    expect((await (await open(old.url, http2)).send()).outcome).toBe('connect-tls');
    const nonsense = await listening(createTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const garbled = await (await open(`http://127.0.0.1:${nonsense}/`, http2)).send(undefined, 2000);
    expect(garbled.outcome).toMatch(/malformed|connect-reset/);
    const silent = await scriptedServer(SCRIPTS.hangs);
    closing.push(() => silent.close());
    const hanging = await open(silent.url.replace('http:', 'https:'), { ...http2, connectTimeoutUs: 150_000 });
    expect(told(await hanging.send())).toEqual(['connect-timeout', 'connect-limit']);
    expect(hanging.transport.connections).toBe(0);
    const refused = await open(`https://127.0.0.1:${await refusedPort()}/`, http2);
    expect(told(await refused.send())).toEqual(['connect-refused', 'ECONNREFUSED']);
    expect(told(await refused.send())).toEqual(['connect-refused', 'ECONNREFUSED']);
    expect(refused.transport.connectionsOpened).toBe(2);
  });

  test('a connect that hangs costs those who wait for it, and none who come after the first of them gave up', async () => {
    const server = await serve(answer);
    const { port } = new URL(server.url);
    let connects = 0;
    const front = await listening(
      createTcp((client) => {
        if (connects++ === 0) return;
        const behind = connect(Number(port), '127.0.0.1').on('error', () => client.destroy());
        client.pipe(behind).pipe(client);
      }),
    );
    const bench = await open(`https://localhost:${front}/x`, http2);
    const first = bench.send(undefined, 200);
    const second = bench.send(undefined, 400);
    expect(told(await first)).toEqual(['given-up', 'connecting']);
    expect(told(await bench.send())).toEqual([200]);
    expect(told(await second)).toEqual(['given-up', 'connecting']);
    expect(told(await bench.send())).toEqual([200]);
    expect(connects).toBe(2);
    expect(bench.transport.connections).toBe(1);
  });

  test('a connection that stands at last carries those who waited on, and those who come', async () => {
    const server = await serve(answer);
    const { port } = new URL(server.url);
    let connects = 0;
    const front = await listening(
      createTcp((client) => {
        connects++;
        setTimeout(() => {
          const behind = connect(Number(port), '127.0.0.1').on('error', () => client.destroy());
          client.pipe(behind).pipe(client);
        }, 400);
      }),
    );
    const bench = await open(`https://localhost:${front}/x`, { ...http2, maxConnections: 1 });
    const first = bench.send(undefined, 200);
    const second = bench.send();
    expect(told(await first)).toEqual(['given-up', 'connecting']);
    const third = bench.send();
    expect(told(await second)).toEqual([200]);
    expect(told(await third)).toEqual([200]);
    expect(told(await bench.send())).toEqual([200]);
    expect(connects).toBe(1);
  });

  test('a certificate that does not verify says why', async () => {
    const server = await serve(answer);
    const bench = await open(server.url, { http: '2' });
    expect(told(await bench.send())).toEqual(['connect-tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
    expect(server.sessions()).toBe(0);
  });
});

describe('decompression', () => {
  const packed = async (encoding: string, body: Buffer): Promise<string> =>
    `http://127.0.0.1:${await listening(
      createHttp((request, response) => {
        response.setHeader('asked', String(request.headers['accept-encoding']));
        response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length }).end(body);
      }),
    )}/`;
  const text = 'the same words again and again, '.repeat(5000);
  const keep = { maxBodyBytes: 1_000_000 };

  test.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', Buffer.from(text)],
  ])('of %s, which was asked for', async (encoding, body) => {
    const bench = await open(await packed(encoding, body), { decompress: true });
    for (let i = 0; i < 3; i++) {
      const ended = await bench.send(bench.request({ keep }));
      expect(told(ended)).toEqual([200]);
      expect(ended.exchange.bodyBytes).toBe(body.length);
      expect(ended.exchange.response?.header('asked')).toContain('gzip');
      expect(Buffer.from(ended.exchange.response?.body ?? []).toString()).toBe(text);
    }
    expect(bench.transport.connectionsOpened).toBe(1);
  });

  test.each([
    ['is something else', Buffer.from('not packed at all')],
    ['ends too early', gzipSync(text).subarray(0, 100)],
  ])('a body that %s is malformed', async (_, body) => {
    const bench = await open(await packed('gzip', body), { decompress: true });
    const ended = await bench.send();
    expect(ended.outcome).toBe('malformed');
    expect(ended.detail).toMatch(/^bad-encoding Z_/);
    expect(told(await bench.send())[0]).toBe('malformed');
  });

  test.each([
    ['HEAD', 200, '1234'],
    ['GET', 200, '0'],
    ['GET', 204, null],
    ['GET', 304, '1234'],
  ] as const)('where there is no body there is nothing to unpack: %s, %i, Content-Length %s', async (method, status, length) => {
    const port = await listening(
      createHttp((_, response) => {
        response.writeHead(status, { 'content-encoding': 'gzip', ...(length === null ? {} : { 'content-length': length }) }).end();
      }),
    );
    const bench = await open(`http://127.0.0.1:${port}/`, { decompress: true });
    expect(told(await bench.send(bench.request({ method, keep })))).toEqual([status]);
    expect(told(await bench.send(bench.request({ method })))).toEqual([status]);
  });

  test('a request that undici does not take is our own doing, and costs nobody a connection', async () => {
    const bench = await open(await packed('identity', Buffer.from(text)), { decompress: true });
    const unsendable: [name: string, value: string][] = [
      ['keep-alive', 'timeout=5'],
      ['expect', '100-continue'],
    ];
    for (const [name, value] of unsendable) {
      expect(told(await bench.send(bench.request({ headers: { [name]: value } })))).toEqual(['dropped', 'unsendable-request']);
    }
    expect(told(await bench.send())).toEqual([200]);
    expect(bench.transport.connectionsOpened).toBe(1);
  });

  test('misbehaviour has the same names as on the raw path', async () => {
    const outcomes = async (script: Script, withinMs = 5000): Promise<readonly unknown[]> => {
      const server = await scriptedServer(script);
      closing.push(() => server.close());
      const bench = await open(server.url, { decompress: true });
      const [ended] = await Promise.all([1, 2].map(() => bench.send(bench.request(), withinMs)));
      expect(bench.endedTwice).toBe(0);
      return ended === undefined ? [] : told(ended);
    };
    expect(await outcomes(SCRIPTS.answers)).toEqual([200]);
    expect(await outcomes(SCRIPTS.answers500)).toEqual([500]);
    expect(await outcomes(SCRIPTS.answersUntilClose)).toEqual([200]);
    expect(await outcomes(SCRIPTS.answersGarbage)).toEqual(['malformed', 'not-http']);
    expect(await outcomes(SCRIPTS.answersAShortBody)).toEqual(['malformed', 'cut-short']);
    expect(await outcomes(SCRIPTS.answersHalfAHead)).toEqual(['malformed', 'cut-short']);
    expect(await outcomes(SCRIPTS.resets)).toEqual(['connect-reset', 'ECONNRESET']);
    expect(await outcomes(SCRIPTS.closesWithoutAnswer)).toEqual(['connect-reset', 'closed']);
    expect(await outcomes(SCRIPTS.hangs, 300)).toEqual(['given-up', 'no-first-byte']);
    expect(await outcomes(SCRIPTS.neverEndsItsBody, 300)).toEqual(['given-up', 'unfinished']);
  });

  test('a stale connection: once more on a fresh one; the bound holds', async () => {
    const server = await scriptedServer(SCRIPTS.closesUnderReuse);
    closing.push(() => server.close());
    const bench = await open(server.url, { decompress: true });
    expect(told(await bench.send())).toEqual([200]);
    const retried = await bench.send();
    expect(told(retried)).toEqual([200]);
    expect(retried.exchange.retried).toBe(true);
    expect(told(await bench.send(bench.request({ method: 'POST', body: 'x' })))).toEqual(['stale', 'closed']);
    const slow = await scriptedServer((socket) => setTimeout(() => socket.write(OK), 20));
    closing.push(() => slow.close());
    const bounded = await open(slow.url, { decompress: true, maxConnections: 2 });
    const ended = await Promise.all(Array.from({ length: 10 }, () => bounded.send()));
    expect(ended.every(({ status }) => status === 200)).toBe(true);
    expect(bounded.transport.connectionsOpened).toBe(2);
    expect(ended.filter(({ exchange }) => exchange.cappedUs > 0)).toHaveLength(8);
  });
});

describe('forward proxies', () => {
  const proxyTo = (port: number, authorization: string | null = null): ProxySetup => ({
    target: targetOf({ url: new URL(`http://127.0.0.1:${port}`), socketPath: null }, NO_TLS),
    authorization,
  });
  /** Forwards what it is asked in plain, and tunnels; every name is 127.0.0.1 to it. */
  const proxyServer = async (): Promise<{ port: number; seen: string[]; logins: (string | undefined)[] }> => {
    const seen: string[] = [];
    const logins: (string | undefined)[] = [];
    const server = createHttp((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      logins.push(request.headers['proxy-authorization']);
      const url = new URL(request.url ?? '');
      const onward = httpRequest({
        host: '127.0.0.1',
        port: url.port,
        path: url.pathname,
        method: request.method,
        headers: request.headers,
      });
      onward.on('response', (from) => from.pipe(response.writeHead(from.statusCode ?? 500, from.headers)));
      onward.on('error', () => response.writeHead(502).end());
      request.pipe(onward);
    });
    server.on('connect', (request, socket: Socket) => {
      seen.push(`CONNECT ${request.url}`);
      logins.push(request.headers['proxy-authorization']);
      const port = Number(request.url?.split(':').at(-1));
      if (port === 1) return void socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    });
    return { port: await listening(server), seen, logins };
  };

  test('plain HTTP is asked of the proxy, by the whole URL, with the login', async () => {
    const server = await scriptedServer(SCRIPTS.answers);
    closing.push(() => server.close());
    const proxy = await proxyServer();
    const bench = await open(`http://shop.test:${server.port}/orders`, { proxy: proxyTo(proxy.port, 'Basic eDp5'), addresses: [] });
    for (let i = 0; i < 3; i++) expect(told(await bench.send())).toEqual([200]);
    expect(proxy.seen).toEqual(Array(3).fill(`GET http://shop.test:${server.port}/orders`));
    expect(proxy.logins).toEqual(Array(3).fill('Basic eDp5'));
    expect(server.requests[0]).toContain(`shop.test:${server.port}`);
    expect(bench.transport.connectionsOpened).toBe(1);
  });

  test('TLS goes through a tunnel, with the handshake inside', async () => {
    const server = await tlsServer(SCRIPTS.answers);
    closing.push(() => server.close());
    const proxy = await proxyServer();
    const bench = await open(server.url, { proxy: proxyTo(proxy.port, 'Basic eDp5'), addresses: [], tls: { ca } });
    const ended = [await bench.send(), await bench.send()];
    expect(ended.map(told)).toEqual([[200], [200]]);
    expect(ended[0]?.exchange.tlsUs).toBeGreaterThan(0);
    expect(proxy.seen).toEqual([`CONNECT localhost:${server.port}`]);
    expect(proxy.logins).toEqual(['Basic eDp5']);
    const distrusting = await open(server.url, { proxy: proxyTo(proxy.port), addresses: [] });
    expect(told(await distrusting.send())).toEqual(['connect-tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  });

  test('a proxy that refuses, hangs, talks nonsense or is not there', async () => {
    const proxy = await proxyServer();
    const through = async (port: number, url = 'https://shop.test:1/'): Promise<readonly unknown[]> => {
      const bench = await open(url, { proxy: proxyTo(port), addresses: [], connectTimeoutUs: 300_000 });
      const ended = await bench.send();
      expect(bench.transport.connections).toBe(0);
      return told(ended);
    };
    expect(await through(proxy.port)).toEqual(['connect-refused', 'proxy-403']);
    expect(await through(await refusedPort())).toEqual(['connect-refused', 'ECONNREFUSED']);
    expect(await through(await listening(createTcp(() => {})))).toEqual(['connect-timeout', 'connect-limit']);
    expect(await through(await listening(createTcp((socket) => socket.end('nonsense\r\n'))))).toEqual(['malformed', 'proxy-not-http']);
    expect(await through(await listening(createTcp((socket) => socket.destroy())))).toEqual([
      'connect-reset',
      expect.stringMatching(/^proxy-/),
    ]);
  });
});
