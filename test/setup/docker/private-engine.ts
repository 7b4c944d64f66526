import { spawn, spawnSync } from 'node:child_process';
import { mkdir, open, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { ENGINE_FOLDER, enlist, exclusively, leave, readState, SOCKET, writeState } from './engine-state.ts';

const START_LIMIT_MS = 60_000;
/** From the range for benchmarks (RFC 2544), which no real network uses. */
const NETWORK = ['--bip', '198.18.0.1/24', '--default-address-pool', 'base=198.18.128.0/17,size=24'];

const ROOT = join(ENGINE_FOLDER, 'data');

export const PRIVATE_ADDRESS = { url: `unix://${SOCKET}`, tlsFolder: null, from: 'the tests' } as const;

/** The machine's test engine, started unless it runs; the suite is on its list of users from now on. */
export function usePrivateEngine(suite: number): Promise<DockerEngine> {
  return exclusively(async () => {
    await enlist(suite);
    const state = await readState();
    if (state === null) return start();
    const engine = await connectEngine(PRIVATE_ADDRESS, AbortSignal.timeout(20_000));
    if (engine.id === state.id && engine.root === ROOT) return engine;
    throw new Error(`another engine (${engine.id}, ${engine.root}) answers at ${SOCKET} than the one that was started`);
  });
}

/** Ends the engine when the last suite leaves. Idempotent. */
export function leavePrivateEngine(suite: number): Promise<void> {
  return exclusively(async () => {
    if (!(await leave(suite))) return;
    const state = await readState();
    if (state === null) return;
    process.kill(state.pid, 'SIGTERM');
    for (let n = 0; n < 300 && (await processStartTime(state.pid)) === state.startTime; n += 1) await sleep(100);
    await removeRoot();
  });
}

/** A dockerd whose shutdown was cut short leaves its data root mounted upon itself, and a mount point cannot be removed. */
async function removeRoot(): Promise<void> {
  spawnSync('umount', ['--lazy', ROOT], { stdio: 'ignore' });
  try {
    await rm(ROOT, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  } catch (error) {
    process.stderr.write(`\nthe data of the test engine stays at ${ROOT}: ${String(error)}\n`);
  }
}

async function start(): Promise<DockerEngine> {
  await refuseSecondEngine();
  await mkdir(ENGINE_FOLDER, { recursive: true });
  const log = await open(join(ENGINE_FOLDER, 'dockerd.log'), 'w');
  const at = (name: string): string => join(ENGINE_FOLDER, name);
  await rm(at('dockerd.pid'), { force: true });
  const args = ['-H', `unix://${SOCKET}`, '--data-root', ROOT, '--exec-root', at('exec'), '--pidfile', at('dockerd.pid'), ...NETWORK];
  const child = spawn('dockerd', [...args, '--group', 'root'], { detached: true, stdio: ['ignore', log.fd, log.fd] });
  let failure: string | null = null;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code) => (failure = `dockerd ended with ${code}`));
  child.unref();
  await log.close();
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    await sleep(100);
    const engine = await connectEngine(PRIVATE_ADDRESS, AbortSignal.timeout(5_000)).catch(() => null);
    if (engine !== null && child.pid !== undefined) {
      await writeState({ pid: child.pid, startTime: (await processStartTime(child.pid)) ?? '', id: engine.id });
      return engine;
    }
    if (failure === null && performance.now() < deadline) continue;
    const tail = (await readFile(at('dockerd.log'), 'utf8')).split('\n').slice(-8).join('\n');
    throw new Error(`the test engine did not start: ${failure ?? 'no answer in time'}\n${tail}`);
  }
}

/** Two engines in one network namespace take each other's bridge and firewall rules away. */
async function refuseSecondEngine(): Promise<void> {
  const own = await readlink('/proc/self/ns/net');
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() !== 'dockerd' || (await readlink(`/proc/${pid}/ns/net`).catch(() => '')) !== own) continue;
    throw new Error(
      `a Docker Engine (pid ${pid}) runs on this machine already, and two would share its network: name a throwaway engine in SHAKEDOWN_TEST_DOCKER_HOST`,
    );
  }
}
