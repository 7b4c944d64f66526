import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedProxy } from '../../../src/proxy/start-embedded-proxy.ts';
import { ApiClient } from './api-client.ts';
import { findToxiproxy } from './toxiproxy-binary.ts';

export interface RunningServer {
  readonly api: ApiClient;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServerUnderTest {
  readonly title: string;
  readonly real: boolean;
  start(): Promise<RunningServer>;
}

/** The embedded server, and the real one where it is to be had: the same suite runs against both. */
export async function serversUnderTest(): Promise<ServerUnderTest[]> {
  const embedded: ServerUnderTest = { title: 'the embedded server', real: false, start: startEmbedded };
  const binary = await findToxiproxy();
  if (binary !== null) return [embedded, { title: 'the real Toxiproxy', real: true, start: () => startReal(binary) }];
  if (process.env['SHAKEDOWN_TEST_INSTALL'] === '1') {
    throw new Error(
      'test:full leaves nothing out, and the real Toxiproxy is not here: install Go (1.21 or later), or name one in SHAKEDOWN_TOXIPROXY_BIN',
    );
  }
  process.stderr.write(
    '\n*** NOT RUN: the conformance suite against the REAL Toxiproxy. There is none here: set SHAKEDOWN_TOXIPROXY_BIN, or install Go and set SHAKEDOWN_TEST_INSTALL=1. ***\n\n',
  );
  return [embedded];
}

async function startEmbedded(): Promise<RunningServer> {
  const proxy = await startEmbeddedProxy({
    entry: new URL('../../../src/app/proxy.main.ts', import.meta.url),
    run: `test-${process.pid}`,
    seed: 1,
    drainMs: 0,
    signal: AbortSignal.timeout(20_000),
  });
  return { api: new ApiClient(proxy.apiUrl), pid: proxy.pid, stop: async () => void (await proxy.stop(AbortSignal.timeout(20_000))) };
}

async function startReal(binary: string): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(binary, ['-host', '127.0.0.1', '-port', String(port), '-proxy-metrics'], {
    stdio: 'ignore',
    env: { LOG_LEVEL: 'error' },
  });
  const api = new ApiClient(`http://127.0.0.1:${port}`);
  for (let tries = 0; ; tries++) {
    const up = await api.call('GET', '/version').then(
      () => true,
      () => false,
    );
    if (up) break;
    if (tries === 200) throw new Error('the real Toxiproxy does not answer');
    await sleep(25);
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { api, pid: child.pid ?? 0, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
