import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { refusedPort, SCRIPTS, scriptedServer } from '../scripted-server.ts';
import { told, TransportBench, type BenchOptions } from './transport-bench.ts';

interface Seen {
  readonly request: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
const open = async (url: string, options: BenchOptions): Promise<TransportBench> => {
  const bench = await TransportBench.open(url, options);
  closing.push(() => bench.close());
  return bench;
};
/** Redirects each path as told; answers 200 elsewhere. */
async function serve(
  routes: Readonly<Record<string, readonly [status: number, location: string]>>,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ request: `${request.method} ${request.url}`, headers: request.headers, body });
      const route = routes[`${request.method} ${request.url}`] ?? routes[request.url ?? ''];
      response.writeHead(route?.[0] ?? 200, route === undefined ? {} : { location: route[1] }).end(Buffer.from('hello'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test('by default a redirect is the answer', async () => {
  const { url, seen } = await serve({ '/a': [302, '/b'] });
  expect(told(await (await open(`${url}/a`, {})).send())).toEqual([302]);
  expect(seen).toHaveLength(1);
});

describe('where that is asked for', () => {
  test('they are followed, on the same connection, to the answer', async () => {
    const { url, seen } = await serve({ '/a': [301, '/b?x=1'], '/b?x=1': [307, 'c'] });
    const bench = await open(`${url}/a`, { maxRedirects: 5 });
    const ended = await bench.send(bench.request({ keep: { maxBodyBytes: 10 } }));
    expect(told(ended)).toEqual([200]);
    expect(Buffer.from(ended.exchange.response?.body ?? []).toString()).toBe('hello');
    expect(seen.map(({ request }) => request)).toEqual(['GET /a', 'GET /b?x=1', 'GET /c']);
    expect(bench.transport.connectionsOpened).toBe(1);
  });

  test.each([
    [301, 'POST', 'GET /b', ''],
    [302, 'POST', 'GET /b', ''],
    [303, 'PUT', 'GET /b', ''],
    [307, 'POST', 'POST /b', 'hi'],
    [308, 'PUT', 'PUT /b', 'hi'],
    [303, 'HEAD', 'HEAD /b', ''],
  ])('a %i after a %s asks %s', async (status, method, expected, body) => {
    const { url, seen } = await serve({ '/a': [status, '/b'] });
    const bench = await open(`${url}/a`, { maxRedirects: 1 });
    const request = bench.request({ method, body: method === 'HEAD' ? null : 'hi', headers: { 'content-type': 'text/plain' } });
    expect(told(await bench.send(request))).toEqual([200]);
    expect(seen[1]).toMatchObject({ request: expected, body });
    expect(seen[1]?.headers['content-type']).toBe(body === '' && method !== 'HEAD' ? undefined : 'text/plain');
  });

  test('a form that redirects to itself is no ring: it is asked with GET now', async () => {
    const { url, seen } = await serve({ 'POST /a': [303, '/a'] });
    const bench = await open(`${url}/a`, { maxRedirects: 5 });
    expect(told(await bench.send(bench.request({ method: 'POST', body: 'x' })))).toEqual([200]);
    expect(seen.map(({ request }) => request)).toEqual(['POST /a', 'GET /a']);
  });

  test('another origin gets a connection of its own, and no credentials', async () => {
    const other = await serve({});
    const { url } = await serve({ '/a': [302, `${other.url}/there`] });
    const bench = await open(`${url}/a`, { maxRedirects: 1 });
    const credentials = { authorization: 'Bearer x', Cookie: 'sid=1', 'x-api-key': 'k', 'X-Auth-Token': 't' };
    expect(told(await bench.send(bench.request({ headers: { ...credentials, accept: '*/*' } })))).toEqual([200]);
    expect(other.seen[0]?.request).toBe('GET /there');
    expect(other.seen[0]?.headers).toMatchObject({ host: new URL(other.url).host, accept: '*/*', 'x-shakedown-run': 'run-1' });
    const names = Object.keys(other.seen[0]?.headers ?? {});
    expect(names.filter((name) => Object.keys(credentials).some((one) => one.toLowerCase() === name))).toEqual([]);
    expect(bench.transport.connectionsOpened).toBe(2);
  });

  test('of ever new origins only the latest keep their connections, and all that were opened are counted', async () => {
    const places = Array.from({ length: 40 }, (_, index) => `/${index}`);
    let open = 0;
    const server = createServer(({ url }, response) => {
      const place = url === '/there' ? null : `http://127.0.1.${Number(url?.slice(1)) + 1}:${port}/there`;
      response.writeHead(place === null ? 200 : 302, place === null ? {} : { location: place }).end();
    });
    server.on('connection', (socket) => {
      open++;
      socket.on('close', () => open--);
    });
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const bench = await TransportBench.open(`http://127.0.0.1:${port}/`, { maxRedirects: 1 });
    closing.push(() => bench.close());
    for (const path of places) expect(told(await bench.send(bench.request({ path })))).toEqual([200]);
    expect(bench.transport.connections).toBe(16);
    await expect.poll(() => open).toBe(16);
    expect(bench.transport.connectionsOpened).toBe(41);
    const before = bench.transport.connectionsOpened;
    expect(told(await bench.send(bench.request({ path: '/39' })))).toEqual([200]);
    expect(bench.transport.connectionsOpened).toBe(before);
    const together = await Promise.all(places.map((path) => bench.send(bench.request({ path }))));
    expect(together.every(({ status }) => status === 200)).toBe(true);
  });

  test('a place that is not ASCII is the bytes that the server named', async () => {
    const { url, seen } = await serve({ '/a': [302, '/\xc3\xa9/\xe9'], '/b': [302, '/\xe9\x80?\xe9'] });
    const bench = await open(`${url}/a`, { maxRedirects: 1 });
    expect(told(await bench.send())).toEqual([200]);
    expect(told(await bench.send(bench.request({ path: '/b' })))).toEqual([200]);
    expect(seen.map(({ request }) => request)).toEqual(['GET /a', 'GET /%C3%A9/%E9', 'GET /b', 'GET /%E9%80?%E9']);
  });

  test.each([
    ['a ring', { '/a': [302, '/b'], '/b': [302, '/a'] }, 'redirect-ring', 2],
    ['a redirect to itself', { '/a': [302, '/a#x'] }, 'redirect-ring', 1],
    ['more than the bound', { '/a': [302, '/b'], '/b': [302, '/c'], '/c': [302, '/d'], '/d': [302, '/e'] }, 'too-many-redirects', 4],
    ['another protocol', { '/a': [302, 'ftp://127.0.0.1/'] }, 'bad-redirect', 1],
    ['no URL', { '/a': [302, 'http://[nonsense'] }, 'bad-redirect', 1],
    ['a stranger', { '/a': [302, 'http://shop.example.com/'] }, 'redirect-to-public-host', 1],
  ] as const)('%s is an error with a name', async (_, routes, detail, requests) => {
    const { url, seen } = await serve(routes);
    const bench = await open(`${url}/a`, { maxRedirects: 3 });
    expect(told(await bench.send())).toEqual(['status', detail]);
    expect(seen).toHaveLength(requests);
  });

  test('where the way ends in a failure, that is the outcome', async () => {
    const silent = await scriptedServer(SCRIPTS.hangs);
    closing.push(() => silent.close());
    const { url } = await serve({
      '/a': [302, `http://127.0.0.1:${await refusedPort()}/`],
      '/b': [302, silent.url],
      '/c': [302, silent.url.replace('http:', 'https:')],
    });
    const bench = await open(`${url}/a`, { maxRedirects: 3 });
    expect(told(await bench.send())).toEqual(['connect-refused', 'ECONNREFUSED']);
    expect(told(await bench.send(bench.request({ path: '/b' }), 300))).toEqual(['given-up', 'no-first-byte']);
    expect(told(await bench.send(bench.request({ path: '/c' }), 300))).toEqual(['given-up', 'tls-handshake']);
    expect(bench.endedTwice).toBe(0);
  });
});
