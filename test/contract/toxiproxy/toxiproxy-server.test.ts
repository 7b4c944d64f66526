import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { proxyName } from '../../../src/toxiproxy/proxy-name.ts';
import type { ToxicSpec } from '../../../src/toxiproxy/toxic-spec.ts';
import type { ToxiproxyServer } from '../../../src/toxiproxy/toxiproxy-server.ts';
import { createToxiproxyServer } from '../../../src/toxiproxy/toxiproxy-server.ts';
import { serversUnderTest } from '../proxy/servers-under-test.ts';
import { startScriptedServer } from './scripted-server.ts';

const RUN = 'wrapper';
const NAME = proxyName(RUN, 'a-to-b', 'b');
const signal = (): AbortSignal => AbortSignal.timeout(20_000);
const latency = (attributes: Readonly<Record<string, number>>): ToxicSpec => ({
  name: 'slow',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes,
});

describe.each(await serversUnderTest())('a run’s use of $title', (subject) => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  async function server(): Promise<ToxiproxyServer> {
    const running = await subject.start();
    cleanups.push(() => running.stop());
    return createToxiproxyServer({ apiUrl: running.api.url, run: RUN });
  }

  it('creates, shows, disables and deletes its proxies', async () => {
    const toxiproxy = await server();
    expect(await toxiproxy.version(signal())).toMatch(/^(v?2\.|git)/);
    const made = await toxiproxy.createProxy({ name: NAME, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }, signal());
    expect(made).toMatchObject({ name: NAME, upstream: '127.0.0.1:9', enabled: true, listen: expect.stringMatching(/:[1-9]\d*$/) });
    expect(await toxiproxy.proxy(NAME, signal())).toEqual(made);
    expect(await toxiproxy.setEnabled(NAME, false, signal())).toBe(true);
    expect(await toxiproxy.proxy(NAME, signal())).toMatchObject({ enabled: false });
    expect(await toxiproxy.deleteProxy(NAME, signal())).toBe(true);
    expect([await toxiproxy.deleteProxy(NAME, signal()), await toxiproxy.proxy(NAME, signal())]).toEqual([false, null]);
    expect(await toxiproxy.setEnabled(NAME, true, signal())).toBe(false);
  });

  it('adds and removes toxics, and does not mind that one is gone', async () => {
    const toxiproxy = await server();
    await toxiproxy.createProxy({ name: NAME, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }, signal());
    await toxiproxy.addToxic(NAME, latency({ latency: 5, jitter: 1, seed: 3 }), signal());
    expect([await toxiproxy.removeToxic(NAME, 'slow', signal()), await toxiproxy.removeToxic(NAME, 'slow', signal())]).toEqual([
      true,
      false,
    ]);
    expect(await toxiproxy.removeToxic(proxyName(RUN, 'no', 'such'), 'slow', signal())).toBe(false);
  });

  it('hands on what the server says of an error', async () => {
    const toxiproxy = await server();
    const proxy = { name: NAME, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' };
    const { listen } = await toxiproxy.createProxy(proxy, signal());
    await expect(toxiproxy.createProxy(proxy, signal())).rejects.toMatchObject({
      message: 'POST: proxy already exists (status 409)',
      failure: 'refused',
      status: 409,
      exitCode: 6,
    });
    const taken = toxiproxy.createProxy({ ...proxy, name: proxyName(RUN, 'x', 'y'), listen }, signal());
    await expect(taken).rejects.toThrow(/in use|EADDRINUSE/);
  });

  it('notices an attribute that the server did not take', async () => {
    const toxiproxy = await server();
    await toxiproxy.createProxy({ name: NAME, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }, signal());
    // The real one takes the typo for 0; ours refuses it.
    await expect(toxiproxy.addToxic(NAME, latency({ latnecy: 5 }), signal())).rejects.toThrow(/latnecy/);
  });

  it('touches no proxy that is not the run’s', async () => {
    const toxiproxy = await server();
    for (const name of ['somebody-elses', proxyName('other-run', 'a', 'b')]) {
      await expect(toxiproxy.deleteProxy(name, signal())).rejects.toThrow('not ours to touch');
      await expect(toxiproxy.createProxy({ name, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }, signal())).rejects.toThrow('not ours');
    }
  });
});

describe('a Toxiproxy in trouble', () => {
  it('that does not answer is given up on after 3 s', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const toxiproxy = createToxiproxyServer({ apiUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, run: RUN });
    const began = performance.now();
    await expect(toxiproxy.version(signal())).rejects.toMatchObject({
      failure: 'wedged',
      message: expect.stringContaining('no answer within 3 s'),
    });
    expect(performance.now() - began).toBeLessThan(6_000);
    silent.close();
  });

  it('that is not there is told apart', async () => {
    const server = await startScriptedServer(() => undefined);
    await server.close();
    const toxiproxy = createToxiproxyServer({ apiUrl: server.url, run: RUN });
    await expect(toxiproxy.version(signal())).rejects.toMatchObject({ failure: 'gone', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('that is something else is told apart', async () => {
    const other = await startScriptedServer((_, response) => response.end('<html>'));
    const toxiproxy = createToxiproxyServer({ apiUrl: other.url, run: RUN });
    await expect(toxiproxy.proxy(NAME, signal())).rejects.toThrow('the answer is not JSON: is this a Toxiproxy?');
    await other.close();
  });

  it('stops at once when the run is interrupted', async () => {
    const slow = await startScriptedServer(() => undefined);
    const toxiproxy = createToxiproxyServer({ apiUrl: slow.url, run: RUN });
    const began = performance.now();
    await expect(toxiproxy.version(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - began).toBeLessThan(2_500);
    await slow.close();
  });

  it('sees who calls', async () => {
    const server = await startScriptedServer((_, response) => response.end('{"version":"2"}'));
    await createToxiproxyServer({ apiUrl: server.url, run: RUN, userAgent: 'shakedown/1' }).version(signal());
    expect(server.headers[0]).toMatchObject({ 'user-agent': 'shakedown/1', 'x-shakedown-run': RUN });
    await server.close();
  });
});
