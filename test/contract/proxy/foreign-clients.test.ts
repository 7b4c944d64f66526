import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from './servers-under-test.ts';
import { serversUnderTest } from './servers-under-test.ts';
import { foreignClients } from './clients/client-tools.ts';
import { findToxiproxyCli } from './toxiproxy-binary.ts';
import { connectTo, echoMs, startEchoServer } from './tcp-peers.ts';

const run = promisify(execFile);
const servers = await serversUnderTest();
const { python, ruby, go } = await foreignClients();
const cli = await findToxiproxyCli();
// RubyGems is not to be had everywhere where Go's proxy and PyPI are: its absence is said, and fails no full run.
if (ruby === null)
  process.stderr.write(
    '\n*** NOT RUN: toxiproxy-ruby. Set SHAKEDOWN_TOXIPROXY_RUBY_LIB to its lib folder, or SHAKEDOWN_TEST_INSTALL=1 where RubyGems is. ***\n\n',
  );
const clients = [
  { name: 'toxiproxy-python', client: python },
  { name: 'Toxiproxy’s Go client', client: go },
  ...(ruby === null ? [] : [{ name: 'toxiproxy-ruby', client: ruby }]),
];

describe.each(servers)('$title, used by other people’s clients', (subject) => {
  let server: RunningServer;
  let echo: Awaited<ReturnType<typeof startEchoServer>>;
  let api: URL;

  beforeAll(async () => {
    server = await subject.start();
    echo = await startEchoServer();
    api = new URL(server.api.url);
  });
  afterAll(async () => {
    await server.stop();
    await echo.close();
  });

  for (const { name, client } of clients) {
    it.skipIf(client === null)(`${name} makes proxies and toxics, feels them, and takes them away`, async () => {
      const tour = JSON.parse((await client?.tour(api.hostname, api.port, String(echo.port))) ?? 'null');
      expect(tour).toMatchObject({
        version: expect.stringContaining('"version"'),
        toxic: [expect.stringMatching(/slow|latency_downstream/), 'latency', 'downstream', 1, 300],
        refused: true,
        conflict: expect.stringContaining('exists'),
        invalid: expect.stringContaining('invalid toxic type'),
        listed: ['shop', 'two'],
        left: [],
      });
      expect(tour.slowMs).toBeGreaterThan(295);
      expect(tour.fastMs).toBeLessThan(tour.slowMs);
    });
  }

  it.skipIf(cli === null)('toxiproxy-cli: the same from a shell', async () => {
    const call = async (...args: string[]): Promise<string> => {
      const { stdout } = await run(cli ?? '', ['-h', server.api.url, ...args], { timeout: 30_000 });
      return stdout;
    };
    await call('create', '-l', '127.0.0.1:0', '-u', `127.0.0.1:${echo.port}`, 'shop');
    expect(await call('toxic', 'add', '-t', 'latency', '-a', 'latency=300', '-n', 'slow', 'shop')).toContain(
      'Added downstream latency toxic',
    );
    expect(await call('inspect', 'shop')).toMatch(
      /slow\s+type=latency\s+stream=downstream\s+toxicity=1\.00\s+attributes=\[\s+jitter=0\s+latency=300/,
    );
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(await call('list'))?.[1]);
    const connection = await connectTo(port);
    expect(await echoMs(connection, 'x')).toBeGreaterThan(295);
    expect(await call('toxic', 'update', '-n', 'slow', '-a', 'latency=1', 'shop')).toContain('Updated toxic');
    expect(await call('toxic', 'remove', '-n', 'slow', 'shop')).toContain('Removed toxic');
    expect(await call('toggle', 'shop')).toContain('is now disabled');
    await expect(connectTo(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await call('toggle', 'shop')).toContain('is now enabled');
    await expect(call('create', '-l', '127.0.0.1:0', '-u', '127.0.0.1:1', 'shop')).rejects.toThrow(/HTTP 409: proxy already exists/);
    await expect(call('toxic', 'add', '-t', 'no-such', 'shop')).rejects.toThrow(/HTTP 400: invalid toxic type/);
    expect(await call('delete', 'shop')).toContain('Deleted proxy shop');
    expect(await server.api.call('GET', '/proxies')).toMatchObject({ json: {} });
    connection.destroy();
  });
});

describe.each(servers.filter(({ real }) => !real))('$title, used by toxiproxy-cli', (subject) => {
  it.skipIf(cli === null)('has toxics that Toxiproxy does not have', async () => {
    const server = await subject.start();
    const call = (...args: string[]) => run(cli ?? '', ['-h', server.api.url, ...args], { timeout: 30_000 });
    await call('create', '-l', '127.0.0.1:0', '-u', '127.0.0.1:9', 'ours');
    await call('toxic', 'add', '-t', 'http', '-n', 'busy', '-a', 'status=503', '-a', 'path=/orders/*', 'ours');
    expect((await call('inspect', 'ours')).stdout).toMatch(/busy\s+type=http.*path=\/orders\/\*.*status=503/s);
    await call('delete', 'ours');
    await server.stop();
  });
});
