import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import { startEmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import type { ProxyHandle } from './api-client.ts';
import { ApiClient } from './api-client.ts';
import { connectTo, echoMs, startEchoServer } from './tcp-peers.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly firstByteMs: number;
  readonly localPort: number | undefined;
}

describe('the http toxic', () => {
  let server: EmbeddedProxy;
  let api: ApiClient;
  let upstream: Server;
  let proxy: ProxyHandle;
  let agent: Agent;
  const seen: string[] = [];

  beforeAll(async () => {
    const entry = new URL('../../../src/app/proxy.main.ts', import.meta.url);
    server = await startEmbeddedProxy({ entry, run: 'http-toxic', seed: 5, drainMs: 0, signal: AbortSignal.timeout(20_000) });
    api = new ApiClient(server.apiUrl);
    upstream = createServer((incoming, response) => {
      void text(incoming).then((body) => {
        seen.push(`${incoming.method} ${incoming.url} ${body}`);
        response.setHeader('x-upstream', 'yes');
        // Chunked, in two parts.
        response.write('hello ');
        setTimeout(() => response.end('world'), 5);
      });
    }).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
  });
  afterAll(async () => {
    await server.stop(AbortSignal.timeout(20_000));
    upstream.closeAllConnections();
    upstream.close();
  });
  beforeEach(async () => {
    const address = upstream.address();
    proxy = await api.proxyTo(typeof address === 'object' && address !== null ? address.port : 0);
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    seen.length = 0;
    return () => agent.destroy();
  });
  const fault = (attributes: Record<string, unknown>, toxicity = 1): Promise<string> =>
    api.addToxic(proxy, { name: 'http', type: 'http', toxicity, attributes });

  async function call(method: string, path: string, body = '', client: string | null = null): Promise<Answer> {
    const began = performance.now();
    const sent = request({
      port: proxy.port,
      host: '127.0.0.1',
      method,
      path,
      agent,
      headers: client === null ? {} : { 'x-client': client },
    });
    sent.end(body);
    const [response]: IncomingMessage[] = await once(sent, 'response');
    if (response === undefined) throw new Error('no response');
    const firstByteMs = performance.now() - began;
    const localPort = response.socket.localPort;
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response), firstByteMs, localPort };
  }

  it('counts the requests that it worked on, beside all that came by', async () => {
    await fault({ path: '/orders/*', status: 503, body: 'no' });
    for (const path of ['/orders/1', '/other', '/orders/2']) await call('GET', path);
    const { text: metrics } = await api.call('GET', '/metrics');
    const count = (name: string): number =>
      Number(new RegExp(`^shakedown_toxic_${name}_total\\{proxy="${proxy.name}",toxic="http"\\} (\\d+)$`, 'mu').exec(metrics)?.[1]);
    expect([count('seen'), count('hits')]).toEqual([3, 2]);
    expect(count('bytes')).toBeGreaterThan(100);
  });

  it('answers in the server’s place on a connection that stood before, which lives on', async () => {
    const before = await call('GET', '/');
    await fault({ status: 503, body: '{"error":"injected"}', content_type: 'application/json' });
    const hit = await call('POST', '/orders', 'swallowed');
    expect(hit).toMatchObject({ status: 503, body: '{"error":"injected"}' });
    expect(hit.headers).toMatchObject({ 'content-type': 'application/json', 'x-shakedown-fault': 'http' });
    await api.removeToxic(proxy, 'http');
    const after = await call('GET', '/after');
    expect(after).toMatchObject({ status: 200, body: 'hello world' });
    expect([hit.localPort, after.localPort]).toEqual([before.localPort, before.localPort]);
    expect(seen).toEqual(['GET / ', 'GET /after ']);
  });

  it('chooses by method and path', async () => {
    await fault({ method: 'POST,PUT', path: '/orders/*', status: 500 });
    const statuses = [];
    for (const [method, path] of [
      ['POST', '/orders/1'],
      ['PUT', '/orders/1?x=/y'],
      ['GET', '/orders/1'],
      ['POST', '/orders'],
      ['POST', '/other/orders/1'],
    ] as const) {
      statuses.push((await call(method, path, method === 'GET' ? '' : 'body')).status);
    }
    expect(statuses).toEqual([500, 500, 200, 200, 200]);
  });

  it('chooses by a header, so that one class of clients meets the fault', async () => {
    await fault({ when_header: 'X-Client: mobile*', status: 500 });
    const statuses = [];
    for (const client of ['mobile-ios', 'MOBILE', 'web', null]) statuses.push((await call('GET', '/', '', client)).status);
    expect(statuses).toEqual([500, 200, 200, 200]);
  });

  it('hits a share of requests, not of connections', async () => {
    await fault({ status: 500 }, 0.3);
    const answers: Answer[] = [];
    for (let index = 0; index < 100; index++) answers.push(await call('GET', `/${index}`));
    const hits = answers.filter((answer) => answer.status === 500).length;
    expect(hits).toBeGreaterThan(12);
    expect(hits).toBeLessThan(50);
    expect(new Set(answers.map((answer) => answer.localPort)).size).toBe(1);
    expect(seen).toHaveLength(100 - hits);
  });

  it('delays the first byte', async () => {
    await call('GET', '/warm');
    await fault({ path: '/slow', delay: 500 });
    expect((await call('GET', '/slow')).firstByteMs).toBeGreaterThan(495);
    expect((await call('GET', '/fast')).firstByteMs).toBeLessThan(450);
  });

  it('delays an injected answer too', async () => {
    await fault({ status: 429, delay: 150 });
    const answer = await call('GET', '/');
    expect(answer.status).toBe(429);
    expect(answer.firstByteMs).toBeGreaterThan(145);
  });

  it('cuts a body off, so that the client sees it aborted', async () => {
    await fault({ truncate: 4 });
    await expect(call('GET', '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('sets and removes headers', async () => {
    await fault({ set_header: 'Retry-After: 5', remove_header: 'x-upstream' });
    const answer = await call('GET', '/');
    expect(answer.body).toBe('hello world');
    expect(answer.headers).toMatchObject({ 'retry-after': '5' });
    expect(answer.headers).not.toHaveProperty('x-upstream');
  });

  it('sets and removes several, of an injected answer too, and cuts that off', async () => {
    await fault({ path: '/a', set_header: 'Retry-After: 5\nX-Two: 2', remove_header: 'x-upstream,transfer-encoding-not' });
    expect((await call('GET', '/a')).headers).toMatchObject({ 'retry-after': '5', 'x-two': '2' });
    await api.updateToxic(proxy, 'http', { attributes: { status: 503, body: 'busy' } });
    const injected = await call('GET', '/a');
    expect(injected).toMatchObject({ status: 503, body: 'busy', headers: { 'retry-after': '5' } });
    await api.updateToxic(proxy, 'http', { attributes: { truncate: 2 } });
    await expect(call('GET', '/a')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('chooses by several headers, each of which must be there', async () => {
    await fault({ when_header: 'X-Client: mobile*\nConnection: *', status: 500 });
    expect((await call('GET', '/', '', 'mobile')).status).toBe(500);
    await api.updateToxic(proxy, 'http', { attributes: { when_header: 'X-Client: mobile*\nX-Absent: *' } });
    expect((await call('GET', '/', '', 'mobile')).status).toBe(200);
  });

  it('a change counts from the next request, on the same connection', async () => {
    await fault({ status: 500 });
    const first = await call('GET', '/');
    await api.updateToxic(proxy, 'http', { attributes: { status: 502 } });
    const second = await call('GET', '/');
    expect([first.status, second.status]).toEqual([500, 502]);
    expect(second.localPort).toBe(first.localPort);
  });

  it('leaves alone what is not HTTP', async () => {
    const echo = await startEchoServer();
    const other = await api.proxyTo(echo.port);
    await api.addToxic(other, { type: 'http', attributes: { status: 500 } });
    const client = await connectTo(other.port);
    expect(await echoMs(client, '*1\r\n$4\r\nPING\r\n')).toBeLessThan(500);
    client.destroy();
    await echo.close();
  });

  it.each([
    [{ status: 100 }, /status must be 0 \(none\) or from 200 to 599/],
    [{ body: 'x' }, /body goes with a status/],
    [{ path: 'orders' }, /path must be a path with/],
    [{ set_header: 'no colon' }, /set_header must be a header/],
    [{ set_header: 'a: b\r\nc: d' }, /set_header must be a header/],
    [{ method: 'G E T' }, /method must be methods/],
  ])('refuses %j', async (attributes, message) => {
    const answer = await api.call('POST', `/proxies/${proxy.name}/toxics`, { type: 'http', attributes });
    expect(answer).toMatchObject({ status: 400, json: { error: expect.stringMatching(message) } });
  });
});
