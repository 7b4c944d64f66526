import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { proxyProcessRecord, proxyProcessUndoer } from '../../../src/proxy/proxy-process-undoer.ts';
import type { EmbeddedProxy, ProxyExit } from '../../../src/proxy/start-embedded-proxy.ts';
import { startEmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import type { ProxyHandle } from './api-client.ts';
import { ApiClient } from './api-client.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, endOf, startEchoServer } from './tcp-peers.ts';

const ENTRY = new URL('../../../src/app/proxy.main.ts', import.meta.url);

describe('the embedded proxy as a process', () => {
  let echo: TcpPeer;
  let server: EmbeddedProxy;
  let proxy: ProxyHandle;
  let api: ApiClient;

  beforeEach(async () => {
    echo = await startEchoServer();
    server = await startEmbeddedProxy({ entry: ENTRY, run: 'leash', seed: 1, drainMs: 2_000, signal: AbortSignal.timeout(20_000) });
    api = new ApiClient(server.apiUrl);
    proxy = await api.proxyTo(echo.port);
  });
  afterEach(async () => {
    await server.stop(AbortSignal.timeout(10_000));
    await echo.close();
  });
  const isAlive = async (): Promise<boolean> => (await processStartTime(server.pid)) !== null;

  it('drops its toxics at once when the leash goes, lets traffic drain, then resets the rest and exits 0', async () => {
    await api.addToxic(proxy, { type: 'latency', attributes: { latency: 5_000 } });
    const client = await connectTo(proxy.port);
    client.write('held');
    await sleep(50);
    const exit = new Promise<ProxyExit>((resolve) => server.onExit(resolve));
    const began = performance.now();
    const stopped = server.stop(AbortSignal.timeout(10_000));
    const [data]: Buffer[] = await once(client, 'data');
    expect(data?.toString()).toBe('held');
    expect(await echoMs(client, 'still flows')).toBeLessThan(600);
    expect(await endOf(client, 5_000)).toBe('reset');
    expect(await stopped).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(1_900);
    expect(await exit).toEqual({ code: 0, signal: null, expected: true });
  });

  it('exits at once when nothing flows', async () => {
    const began = performance.now();
    expect(await server.stop(AbortSignal.timeout(10_000))).toBe(0);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(await isAlive()).toBe(false);
  });

  it('outlives SIGINT and SIGHUP, which reach whole groups and sessions', async () => {
    process.kill(server.pid, 'SIGINT');
    process.kill(server.pid, 'SIGHUP');
    await sleep(200);
    expect(await isAlive()).toBe(true);
  });

  it('says that its end was not expected when something else kills it', async () => {
    const exit = new Promise<ProxyExit>((resolve) => server.onExit(resolve));
    process.kill(server.pid, 'SIGKILL');
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL', expected: false });
  });

  it('is ended by its journal record, and only if it still is that process', async () => {
    const record = proxyProcessRecord('leash', server, new Date(0).toISOString());
    const other = proxyProcessRecord('leash', { ...server, startTime: 'another' }, new Date(0).toISOString());
    await proxyProcessUndoer.undo(other, AbortSignal.timeout(10_000));
    expect(await isAlive()).toBe(true);
    await proxyProcessUndoer.undo(record, AbortSignal.timeout(10_000));
    expect(await isAlive()).toBe(false);
    await proxyProcessUndoer.undo(record, AbortSignal.timeout(10_000));
  });

  it('does not start where its entry is missing, and says so', async () => {
    const entry = new URL('./no-such.main.ts', import.meta.url);
    await expect(startEmbeddedProxy({ entry, run: 'x', seed: 1, signal: AbortSignal.timeout(5_000) })).rejects.toThrow(/did not start/);
  });
});
