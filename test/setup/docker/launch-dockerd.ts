import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';

const START_LIMIT_MS = 60_000;
/** From the range for benchmarks (RFC 2544), which no real network uses. */
const NETWORK = ['--bip', '198.18.0.1/24', '--default-address-pool', 'base=198.18.128.0/17,size=24'];

export interface Dockerd {
  readonly pid: number;
  readonly engine: DockerEngine;
}

/**
 * Starts a dockerd with everything of its own in `folder`, where a private socket `docker.sock` and `data` then lie, and waits until it
 * answers. `ownNetwork`: in a network namespace of its own, beside any other engine; nobody outside reaches what it publishes.
 */
export async function launchDockerd(folder: string, { ownNetwork = false } = {}): Promise<Dockerd> {
  await mkdir(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const log = await open(at('dockerd.log'), 'w');
  await rm(at('dockerd.pid'), { force: true });
  const url = `unix://${at('docker.sock')}`;
  const own = [
    '-H',
    url,
    '--data-root',
    at('data'),
    '--exec-root',
    at('exec'),
    '--pidfile',
    at('dockerd.pid'),
    ...NETWORK,
    '--group',
    'root',
  ];
  const [program, args] = ownNetwork
    ? ['unshare', ['--net', 'sh', '-c', 'ip link set lo up; exec dockerd "$@"', 'dockerd', ...own]]
    : ['dockerd', own];
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log.fd, log.fd] });
  let failure: string | null = null;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code) => (failure = `dockerd ended with ${code}`));
  child.unref();
  await log.close();
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    await sleep(100);
    const engine = await connectEngine({ url, tlsFolder: null, from: 'the tests' }, AbortSignal.timeout(5_000)).catch(() => null);
    if (engine !== null && child.pid !== undefined) return { pid: child.pid, engine };
    if (failure === null && performance.now() < deadline) continue;
    const tail = (await readFile(at('dockerd.log'), 'utf8')).split('\n').slice(-8).join('\n');
    throw new Error(`the test engine did not start: ${failure ?? 'no answer in time'}\n${tail}`);
  }
}
