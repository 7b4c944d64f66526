import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, ProxyHandle } from './api-client.ts';
import type { RunningServer } from './servers-under-test.ts';
import { serversUnderTest } from './servers-under-test.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, endOf, startEchoServer } from './tcp-peers.ts';

describe.each(await serversUnderTest())('HTTP API of $title', (subject) => {
  const { real } = subject;
  let server: RunningServer;
  let api: ApiClient;
  let echo: TcpPeer;

  beforeAll(async () => {
    server = await subject.start();
    api = server.api;
    echo = await startEchoServer();
  });
  afterAll(async () => {
    await server.stop();
    await echo.close();
  });
  const upstream = (): string => `127.0.0.1:${echo.port}`;
  const proxy = (): Promise<ProxyHandle> => api.proxyTo(echo.port);
  /** An address that is free now: given up by a proxy that was deleted. */
  const freeAddress = async (): Promise<string> => {
    const { name, port } = await proxy();
    await api.call('DELETE', `/proxies/${name}`);
    return `127.0.0.1:${port}`;
  };

  it('GET /version', async () => {
    const answer = await api.call('GET', '/version');
    expect(answer).toMatchObject({ status: 200, json: { version: expect.stringMatching(/^(v?2\.|git)/) } });
    expect(answer.type).toContain('application/json');
  });

  it('POST /proxies makes one, 201, listening on a port of its own', async () => {
    const answer = await api.call('POST', '/proxies', { name: 'made', listen: '127.0.0.1:0', upstream: upstream() });
    expect(answer.status).toBe(201);
    expect(answer.type).toContain('application/json');
    expect(answer.json).toMatchObject({ name: 'made', upstream: upstream(), enabled: true, toxics: [] });
    expect(answer.json.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  });

  it('takes a host name to listen on, and shows the address', async () => {
    const { json } = await api.call('POST', '/proxies', { name: 'named', listen: 'localhost:0', upstream: upstream() });
    expect(json.listen).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('makes one that is disabled, and listens when it is enabled', async () => {
    const listen = await freeAddress();
    const made = await api.call('POST', '/proxies', { name: 'later', listen, upstream: upstream(), enabled: false });
    expect(made.json).toMatchObject({ enabled: false, listen });
    await expect(connectTo(Number(listen.split(':')[1]))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await api.call('POST', '/proxies/later', { enabled: true })).json).toMatchObject({ enabled: true, listen });
    (await connectTo(Number(listen.split(':')[1]))).destroy();
  });

  it.each([
    ['not JSON', '{nonsense', 400, /bad request body/],
    ['an empty body', '', 400, /bad request body/],
    ['a name that is no string', { name: 5, upstream: '127.0.0.1:1' }, 400, /bad request body/],
    ['no name', { upstream: '127.0.0.1:1' }, 400, /missing required field: name/],
    ['no upstream', { name: 'x' }, 400, /missing required field: upstream/],
    ['a listen address that is none', { name: 'x', listen: 'nowhere', upstream: '127.0.0.1:1' }, 500, /listen|address/],
  ])('POST /proxies refuses %s', async (_, body, status, message) => {
    const answer = await api.call('POST', '/proxies', body);
    expect(answer).toMatchObject({ status, json: { status, error: expect.stringMatching(message) } });
  });

  it('POST /proxies: 409 for a name that is taken, 500 for an address that is', async () => {
    const { name, port } = await proxy();
    const twice = await api.call('POST', '/proxies', { name, upstream: upstream() });
    expect(twice).toMatchObject({ status: 409, json: { error: 'proxy already exists', status: 409 } });
    const taken = await api.call('POST', '/proxies', { name: `${name}-b`, listen: `127.0.0.1:${port}`, upstream: upstream() });
    expect(taken).toMatchObject({ status: 500, json: { status: 500, error: expect.stringMatching(/in use|EADDRINUSE/) } });
    expect((await api.call('GET', `/proxies/${name}-b`)).status).toBe(404);
  });

  it('GET /proxies lists all by name, GET /proxies/{name} shows one with its toxics', async () => {
    const made = await proxy();
    await api.addToxic(made, { type: 'latency', attributes: { latency: 1 } });
    const one = await api.call('GET', `/proxies/${made.name}`);
    expect(one).toMatchObject({ status: 200, json: { name: made.name, toxics: [{ name: 'latency_downstream' }] } });
    expect((await api.call('GET', '/proxies')).json[made.name]).toEqual(one.json);
  });

  it.each(['GET', 'POST', 'PATCH', 'DELETE'])('%s of a proxy that is not there is 404', async (method) => {
    const answer = await api.call(method, '/proxies/nobody', method === 'GET' || method === 'DELETE' ? undefined : {});
    expect(answer).toMatchObject({ status: 404, json: { error: 'proxy not found', status: 404 } });
  });

  it.each(['POST', 'PATCH'])('%s changes a proxy; the name stays, connections are closed when an address changes', async (method) => {
    const made = await proxy();
    const other = await startEchoServer();
    const client = await connectTo(made.port);
    await echoMs(client, 'before');
    const answer = await api.call(method, `/proxies/${made.name}`, { name: 'ignored', upstream: `127.0.0.1:${other.port}` });
    expect(answer).toMatchObject({ status: 200, json: { name: made.name, upstream: `127.0.0.1:${other.port}`, enabled: true } });
    expect(await endOf(client, 2_000)).not.toBe('timeout');
    const again = await connectTo(made.port);
    await echoMs(again, 'after');
    expect(other.sockets.size).toBe(1);
    again.destroy();
    await api.call('DELETE', `/proxies/${made.name}`);
    await other.close();
  });

  it('a change of nothing closes nothing', async () => {
    const made = await proxy();
    const client = await connectTo(made.port);
    await echoMs(client, 'before');
    const answer = await api.call('POST', `/proxies/${made.name}`, {
      enabled: true,
      listen: `127.0.0.1:${made.port}`,
      upstream: upstream(),
    });
    expect(answer.status).toBe(200);
    await echoMs(client, 'still there');
    client.destroy();
  });

  it('refuses a bad change and leaves the proxy as it was', async () => {
    const made = await proxy();
    expect((await api.call('POST', `/proxies/${made.name}`, '{')).status).toBe(400);
    expect((await api.call('POST', `/proxies/${made.name}`, { enabled: 'no' })).status).toBe(400);
    expect((await api.call('GET', `/proxies/${made.name}`)).json).toMatchObject({ enabled: true });
  });

  it('DELETE /proxies/{name}: 204, closes and refuses', async () => {
    const made = await proxy();
    const client = await connectTo(made.port);
    await echoMs(client, 'before');
    const answer = await api.call('DELETE', `/proxies/${made.name}`);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(await endOf(client, 2_000)).not.toBe('timeout');
    await expect(connectTo(made.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('toxics: made (200), listed upstream first, shown, changed in part, deleted (204)', async () => {
    const made = await proxy();
    const path = `/proxies/${made.name}/toxics`;
    const down = await api.call('POST', path, { type: 'latency', attributes: { latency: 100, jitter: 5 } });
    expect(down.status).toBe(200);
    expect(down.json).toEqual({
      name: 'latency_downstream',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 100, jitter: 5 },
    });
    await api.addToxic(made, { name: 'up', type: 'timeout', stream: 'upstream', toxicity: 0.5 });
    const list = await api.call('GET', path);
    expect(list.status).toBe(200);
    expect(list.text).toBe(JSON.stringify(JSON.parse(list.text)));
    expect(JSON.parse(list.text)).toMatchObject([{ name: 'up' }, { name: 'latency_downstream' }]);
    for (const method of ['POST', 'PATCH']) {
      const changed = await api.call(method, `${path}/latency_downstream`, {
        attributes: { jitter: 9 },
        name: 'other',
        stream: 'upstream',
      });
      expect(changed).toMatchObject({ status: 200, json: { ...down.json, attributes: { latency: 100, jitter: 9 } } });
    }
    expect((await api.call('GET', `${path}/up`)).json).toMatchObject({ toxicity: 0.5, attributes: { timeout: 0 } });
    expect(await api.call('DELETE', `${path}/up`)).toMatchObject({ status: 204, text: '' });
    expect((await api.call('GET', `${path}/up`)).json).toEqual({ error: 'toxic not found', status: 404 });
  });

  it.each([
    ['latency', { latency: 0, jitter: 0 }],
    ['bandwidth', { rate: 0 }],
    ['slow_close', { delay: 0 }],
    ['timeout', { timeout: 0 }],
    ['reset_peer', { timeout: 0 }],
    ['limit_data', { bytes: 0 }],
  ])('%s has its attributes, 0 when not given', async (type, attributes) => {
    const made = await proxy();
    const { json } = await api.call('POST', `/proxies/${made.name}/toxics`, { type });
    expect(json).toMatchObject({ type, attributes });
  });

  it.each([
    ['an unknown type', { type: 'nonsense' }, 400, /invalid toxic type/],
    ['`down`, which is no toxic', { type: 'down' }, 400, /invalid toxic type/],
    ['an invalid stream', { type: 'latency', stream: 'sideways' }, 400, /stream was invalid, can be either upstream or downstream/],
    ['not JSON', 'nonsense', 400, /bad request body/],
    ['a string for a number', { type: 'latency', attributes: { latency: 'x' } }, 400, /bad request body/],
    ['a fraction', { type: 'latency', attributes: { latency: 1.5 } }, 400, /bad request body/],
  ])('POST toxics refuses %s', async (_, body, status, message) => {
    const made = await proxy();
    const answer = await api.call('POST', `/proxies/${made.name}/toxics`, body);
    expect(answer).toMatchObject({ status, json: { status, error: expect.stringMatching(message) } });
    expect((await api.call('GET', `/proxies/${made.name}/toxics`)).text.trim()).toBe('[]');
  });

  it('toxic names are unique over both directions: 409', async () => {
    const made = await proxy();
    await api.addToxic(made, { name: 'a', type: 'latency' });
    const twice = await api.call('POST', `/proxies/${made.name}/toxics`, { name: 'a', type: 'timeout', stream: 'upstream' });
    expect(twice).toMatchObject({ status: 409, json: { error: 'toxic already exists', status: 409 } });
  });

  it('toxics of a proxy that is not there, and toxics that are not there, are 404', async () => {
    const made = await proxy();
    for (const [method, path] of [
      ['GET', '/proxies/nobody/toxics'],
      ['POST', '/proxies/nobody/toxics'],
      ['GET', `/proxies/${made.name}/toxics/nobody`],
      ['PATCH', `/proxies/${made.name}/toxics/nobody`],
      ['DELETE', `/proxies/${made.name}/toxics/nobody`],
    ] as const) {
      expect(await api.call(method, path, method === 'POST' || method === 'PATCH' ? {} : undefined), `${method} ${path}`).toMatchObject({
        status: 404,
      });
    }
  });

  it('POST /populate: 201, identical proxies untouched with their toxics and flag, others replaced', async () => {
    const made = await proxy();
    await api.addToxic(made, { type: 'latency' });
    const [listenB, listenC] = [await freeAddress(), await freeAddress()];
    const entry = { name: made.name, listen: `127.0.0.1:${made.port}`, upstream: upstream() };
    const first = await api.call('POST', '/populate', [entry, { name: `${made.name}-b`, listen: listenB, upstream: upstream() }]);
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({
      proxies: [
        { name: made.name, toxics: [{ type: 'latency' }] },
        { name: `${made.name}-b`, listen: listenB },
      ],
    });
    const second = await api.call('POST', '/populate', [{ ...entry, listen: listenC }]);
    expect(second.json).toMatchObject({ proxies: [{ name: made.name, listen: listenC, toxics: [] }] });
    await expect(connectTo(made.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('POST /populate checks all before it makes any, and names the place', async () => {
    const answer = await api.call('POST', '/populate', [
      { name: 'unmade', upstream: upstream(), listen: '127.0.0.1:0' },
      { name: 'no-upstream' },
    ]);
    expect(answer).toMatchObject({ status: 400, json: { status: 400, error: 'missing required field: upstream at proxy 2' } });
    expect((await api.call('GET', '/proxies/unmade')).status).toBe(404);
    expect(await api.call('POST', '/populate', { not: 'an array' })).toMatchObject({ status: 400 });
  });

  it('POST /populate shows what was made before a failure', async () => {
    const made = await proxy();
    const answer = await api.call('POST', '/populate', [
      { name: `${made.name}-b`, listen: '127.0.0.1:0', upstream: upstream() },
      { name: `${made.name}-c`, listen: `127.0.0.1:${made.port}`, upstream: upstream() },
    ]);
    expect(answer).toMatchObject({ status: 500, json: { status: 500, proxies: [{ name: `${made.name}-b` }] } });
  });

  it('POST /reset: 204, every toxic off and every proxy on', async () => {
    const [one, two] = [await proxy(), await proxy()];
    await api.addToxic(one, { type: 'latency', attributes: { latency: 5_000 } });
    await api.call('POST', `/proxies/${two.name}`, { enabled: false });
    expect(await api.call('POST', '/reset')).toMatchObject({ status: 204, text: '' });
    expect((await api.call('GET', `/proxies/${one.name}`)).json).toMatchObject({ toxics: [] });
    expect((await api.call('GET', `/proxies/${two.name}`)).json).toMatchObject({ enabled: true });
  });

  it('GET /metrics counts bytes by direction', async () => {
    const made = await proxy();
    const client = await connectTo(made.port);
    await echoMs(client, 'twelve bytes');
    client.end();
    await endOf(client, 2_000);
    const labels = `{direction="upstream",listener="127.0.0.1:${made.port}",proxy="${made.name}",upstream="${upstream()}"} 12`;
    const sorted = (line: string): string => line.replace(/\{(.*)\}/, (_, inner: string) => `{${inner.split(',').sort().join(',')}}`);
    await expect
      .poll(async () => (await api.call('GET', '/metrics')).text.split('\n').map(sorted), { timeout: 5_000 })
      .toEqual(expect.arrayContaining([`toxiproxy_proxy_received_bytes_total${labels}`, `toxiproxy_proxy_sent_bytes_total${labels}`]));
  });

  it('refuses browsers: 403', async () => {
    const answer = await api.call('GET', '/proxies', undefined, { 'user-agent': 'Mozilla/5.0 (X11)' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('User agent not allowed');
  });

  it('knows no other paths (404) and methods (405)', async () => {
    expect((await api.call('GET', '/nonsense')).status).toBe(404);
    expect((await api.call('GET', '/proxies/')).status).toBe(404);
    expect((await api.call('DELETE', '/proxies')).status).toBe(405);
    expect((await api.call('PUT', '/proxies/x')).status).toBe(405);
  });

  it('names are URL-encoded in paths', async () => {
    await api.call('POST', '/proxies', { name: 'a b%c', listen: '127.0.0.1:0', upstream: upstream() });
    expect((await api.call('GET', `/proxies/${encodeURIComponent('a b%c')}`)).json).toMatchObject({ name: 'a b%c' });
  });

  // Where ours differs on purpose: docs/fault-proxy.md.
  it('a mistyped attribute: refused here, taken for 0 by Toxiproxy', async () => {
    const made = await proxy();
    const answer = await api.call('POST', `/proxies/${made.name}/toxics`, { type: 'latency', attributes: { latnecy: 100 } });
    if (real) expect(answer).toMatchObject({ status: 200, json: { attributes: { latency: 0 } } });
    else expect(answer).toMatchObject({ status: 400, json: { error: expect.stringContaining('"latnecy" is no attribute of latency') } });
  });

  it('a cross-site request (Origin): refused here', async () => {
    const answer = await api.call('GET', '/proxies', undefined, { origin: 'http://evil.example' });
    expect(answer.status).toBe(real ? 200 : 403);
  });

  it('says application/json of errors here', async () => {
    const { type } = await api.call('GET', '/proxies/nobody');
    expect(type).toContain(real ? 'text/plain' : 'application/json');
  });
});
