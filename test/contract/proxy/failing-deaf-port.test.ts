import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BufferPool } from '../../../src/proxy/buffer-pool.ts';
import { FaultProxy } from '../../../src/proxy/fault-proxy.ts';
import { ServerLoad } from '../../../src/proxy/server-context.ts';
import { parseToxic } from '../../../src/proxy/toxic-body.ts';
import { TOXIC_KINDS } from '../../../src/proxy/toxic-kinds.ts';
import { ManualScheduler } from '../../unit/proxy/manual-scheduler.ts';
import type { TcpPeer } from './tcp-peers.ts';
import { connectTo, echoMs, startEchoServer } from './tcp-peers.ts';

const DEAF = parseToxic({ type: 'blackhole', name: 'hole', attributes: { handshake: 0 } }, TOXIC_KINDS);
const HELD = parseToxic({ type: 'blackhole', name: 'hole', toxicity: 0, attributes: { handshake: 1 } }, TOXIC_KINDS);

describe('a port that cannot be made deaf', () => {
  let echo: TcpPeer;
  let proxy: FaultProxy;
  const port = (): number => Number(proxy.listen.split(':').at(-1));
  const serve = async (): Promise<void> => {
    const client = await connectTo(port());
    await echoMs(client, 'served');
    client.destroy();
  };

  beforeEach(async () => {
    echo = await startEchoServer();
    proxy = new FaultProxy('edge', '127.0.0.1:0', `127.0.0.1:${echo.port}`, {
      scheduler: new ManualScheduler(),
      seed: 1,
      dialTimeoutMs: 5_000,
      load: new ServerLoad(),
      buffers: new BufferPool(),
      deafListener: new URL('data:text/javascript,throw new Error("no thread for you")'),
    });
    await proxy.start();
  });
  afterEach(async () => {
    await proxy.stop();
    await echo.close();
  });

  it('is open again, and has no toxic', async () => {
    await expect(proxy.addToxic(DEAF)).rejects.toThrow('no thread for you');
    expect([proxy.enabled, proxy.toxics]).toEqual([true, []]);
    await serve();
  });

  it('keeps the toxic that was to be changed as it was', async () => {
    await proxy.addToxic(HELD);
    await expect(proxy.updateToxic(DEAF)).rejects.toThrow('no thread for you');
    expect([proxy.enabled, proxy.toxics]).toEqual([true, [HELD]]);
    await serve();
  });

  it('is open again also where another held it for a moment', async () => {
    const failing = proxy.addToxic(DEAF).catch(String);
    const thief = await listenAsSoonAsFree(port());
    await sleep(100);
    thief.close();
    expect(await failing).toContain('no thread for you');
    await serve();
  });

  it('stays closed when it is closed meanwhile', async () => {
    const failing = proxy.addToxic(DEAF).catch(String);
    // Its turn has come by then: the thread that is to listen has been begun.
    await sleep(1);
    await proxy.stop();
    expect(await failing).toContain('no thread for you');
    expect([proxy.enabled, proxy.toxics]).toEqual([false, []]);
    await expect(connectTo(port())).rejects.toThrow('ECONNREFUSED');
  });
});

async function listenAsSoonAsFree(port: number): Promise<ReturnType<typeof createServer>> {
  for (;;) {
    const server = createServer();
    const listens = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ host: '127.0.0.1', port }, () => resolve(true));
    });
    if (listens) return server;
    await sleep(1);
  }
}
