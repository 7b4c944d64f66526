import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import { watchContainers } from '../../../src/docker/watch-containers.ts';

it('the view of an engine’s containers, closed while its stream is being opened, ends that stream when it comes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'watch-'));
  const asked = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (!request.url?.includes('/events')) {
      response.end(JSON.stringify({ ID: 'A', Name: 'n', OSType: 'linux', DockerRootDir: '/', Version: '28.0', ApiVersion: '1.41' }));
      return;
    }
    response.on('close', () => ended.resolve());
    asked.resolve();
    void closed.promise.then(() => response.flushHeaders());
  });
  const socket = join(folder, 'docker.sock');
  server.listen(socket);
  await once(server, 'listening');
  try {
    const engine = await connectEngine({ url: `unix://${socket}`, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(10_000));
    const watch = watchContainers(engine, 'p', { onNews: () => undefined, onLost: () => undefined }, 0);
    await asked.promise;
    watch.close();
    closed.resolve();
    // An open stream keeps the process alive: a run that was interrupted early would never end.
    await expect(Promise.race([ended.promise.then(() => 'ended'), new Promise((r) => setTimeout(() => r('open'), 5_000))])).resolves.toBe(
      'ended',
    );
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
