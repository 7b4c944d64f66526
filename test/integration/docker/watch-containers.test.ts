import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import type { ContainerNews } from '../../../src/docker/parse-event.ts';
import { watchContainers } from '../../../src/docker/watch-containers.ts';

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** An engine that says who it is, and leaves it to the test what it tells of its containers. */
async function engineThatTells(events: (since: number, response: ServerResponse) => void): Promise<DockerEngine> {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine');
    if (pathname.endsWith('/events')) events(Number(searchParams.get('since')), response);
    else response.end(JSON.stringify({ ID: 'A', Name: 'n', OSType: 'linux', DockerRootDir: '/', Version: '28.0', ApiVersion: '1.41' }));
  });
  const socket = join(folder, 'docker.sock');
  server.listen(socket);
  await once(server, 'listening');
  return connectEngine({ url: `unix://${socket}`, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(10_000));
}

const line = (second: number, Action: string): string =>
  `${JSON.stringify({ Type: 'container', Action, time: second, timeNano: second * 1e9, Actor: { ID: 'c', Attributes: { name: 'p-api-1' } } })}\n`;

describe('the view of an engine’s containers', () => {
  it('closed while its stream is being opened, ends that stream when it comes', async () => {
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const engine = await engineThatTells((_, response) => {
      response.on('close', () => ended.resolve());
      asked.resolve();
      void closed.promise.then(() => response.flushHeaders());
    });
    const watch = watchContainers(engine, 'p', { onNews: () => undefined, onLost: () => undefined }, 0);
    await asked.promise;
    watch.close();
    closed.resolve();
    // An open stream keeps the process alive: a run that was interrupted early would never end.
    await expect(Promise.race([ended.promise.then(() => 'ended'), new Promise((r) => setTimeout(() => r('open'), 5_000))])).resolves.toBe(
      'ended',
    );
  });

  it('after a gap in the connection, has what came in it, and nothing twice', async () => {
    const happened = [line(100, 'start'), line(105, 'die'), line(105, 'start'), line(107, 'pause')];
    const asked: number[] = [];
    let first: ServerResponse | null = null;
    const engine = await engineThatTells((since, response) => {
      asked.push(since);
      // The first stream breaks in the middle of a second; what an engine repeats is that whole second.
      const told = asked.length === 1 ? happened.slice(0, 2) : happened.slice(since > 100 ? 1 : 0);
      for (const one of told) response.write(one);
      if (asked.length === 1) first = response;
    });
    const news: string[] = [];
    const onNews = ({ change }: ContainerNews): void => {
      if (news.push(change) === 2) first?.destroy();
    };
    const watch = watchContainers(engine, 'p', { onNews, onLost: () => undefined }, 90);
    await expect.poll(() => news).toEqual(['started', 'died', 'started', 'paused']);
    watch.close();
    expect(asked).toEqual([90, 105]);
  });
});
