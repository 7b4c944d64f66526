import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { MovedPorts } from '../../../src/load/engine/connect/moved-ports.ts';
import type { LoadDriver, LoadPlan, PreparedLoad } from '../../../src/load/load-driver.ts';
import { createEngineLoadDriver } from '../../../src/load/engine/engine-load-driver.ts';
import { createNativeLoadDriver } from '../../../src/load/engine/closed/native-load-driver.ts';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { ENGINE_THREADS } from './engine-threads.ts';
import { exchange, loadEntry } from './load-entry.ts';
import { LoadRecord } from './load-record.ts';
import { threadEntry } from '../../setup/thread-entry.ts';

const servers: Server[] = [];

async function serve(): Promise<{ port: number; count: () => number; close: () => Promise<void> }> {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end('ok');
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port: address.port, count: () => count, close };
}

const threads = threadEntry('app/closed-worker');
const MODELS: readonly { readonly model: string; readonly driver: LoadDriver }[] = [
  { model: 'open', driver: createEngineLoadDriver(ENGINE_THREADS) },
  { model: 'closed', driver: createNativeLoadDriver(threads) },
];

describe('load on a port that moves', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it.each(MODELS)('goes on to the new one, as often as it moves ($model)', async ({ model, driver }) => {
    const [first, second, third] = [await serve(), await serve(), await serve()];
    const moved = new MovedPorts('127.0.0.1');
    const url = `http://127.0.0.1:${first.port}/`;
    const closed = {
      name: 'entry',
      connections: 2,
      amount: null,
      engine: 'native' as const,
      exchange: exchange(url),
      transport: DEFAULT_TRANSPORT,
    };
    const plan: LoadPlan = {
      run: 'run-1',
      userAgent: 'shakedown/test',
      entries: model === 'open' ? [loadEntry({ url, rate: 50 })] : [],
      closed: model === 'closed' ? [closed] : [],
      limits: [],
      movedPorts: moved,
    };
    const load: PreparedLoad = await driver.prepare(plan, new LoadRecord(), new AbortController().signal);
    const zeroNs = process.hrtime.bigint() + 20_000_000n;
    load.begin(zeroNs, 0);
    try {
      await expect.poll(first.count).toBeGreaterThan(2);
      await first.close();
      moved.move(first.port, second.port);
      await expect.poll(second.count).toBeGreaterThan(2);
      await second.close();
      moved.move(first.port, third.port);
      await expect.poll(third.count).toBeGreaterThan(2);
      await load.abandon();
    } finally {
      await load.dispose();
    }
  });
});
