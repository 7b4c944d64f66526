import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineCalls } from '../../../src/docker/engine.ts';
import type { EngineCalls } from '../../../src/docker/engine.ts';
import { holdContainer } from '../../../src/docker/leash/held-container.ts';

/** An engine that attaches when it is told to, and never ends a connection by itself. */
describe('a helper whose making is cut short', () => {
  const server = createServer({ keepAliveTimeout: 1 });
  const attached: Socket[] = [];
  let asked = Promise.withResolvers<void>();
  let mayAttach = Promise.withResolvers<void>();
  let engine: EngineCalls;

  beforeEach(async () => {
    [asked, mayAttach] = [Promise.withResolvers(), Promise.withResolvers()];
    server.on('request', (request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.includes('/containers/create') === true) response.writeHead(201).end(JSON.stringify({ Id: 'helper' }));
      else response.writeHead(request.url?.includes('/start') === true ? 500 : 204).end();
    });
    server.on('upgrade', (_, socket: Socket) => {
      attached.push(socket.on('error', () => undefined));
      asked.resolve();
      void mayAttach.promise.then(() => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
        socket.resume();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    engine = await engineCalls({ url: `tcp://127.0.0.1:${port}`, tlsFolder: null, from: 'the test' });
  });
  afterEach(() => {
    for (const socket of attached) socket.destroy();
    server.removeAllListeners('request').removeAllListeners('upgrade').close();
  });

  it('leaves no connection where it is attached to when nobody waits any more', async () => {
    const stop = new AbortController();
    const holding = holdContainer(engine, {}, stop.signal);
    await asked.promise;
    stop.abort(new Error('stopped'));
    await expect(holding).rejects.toThrow('stopped');
    mayAttach.resolve();
    await expect.poll(() => attached.every((socket) => socket.readableEnded || socket.destroyed)).toBe(true);
  });

  it('leaves no connection where it cannot be started', async () => {
    mayAttach.resolve();
    await expect(holdContainer(engine, {}, new AbortController().signal)).rejects.toThrow(/starting a helper/u);
    await expect.poll(() => attached.length > 0 && attached.every((socket) => socket.readableEnded || socket.destroyed)).toBe(true);
  });
});
