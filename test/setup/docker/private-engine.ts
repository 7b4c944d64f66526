import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { launchDockerd } from './launch-dockerd.ts';
import { ENGINE_FOLDER, enlist, exclusively, leave, readState, SOCKET, writeState } from './engine-state.ts';

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
  const { pid, engine } = await launchDockerd(ENGINE_FOLDER);
  await writeState({ pid, startTime: (await processStartTime(pid)) ?? '', id: engine.id });
  return engine;
}

/** Two engines in one network namespace take each other's bridge and firewall rules away. */
async function refuseSecondEngine(): Promise<void> {
  const [pid] = await enginesInThisNetwork();
  if (pid === undefined) return;
  throw new Error(
    `a Docker Engine (pid ${pid}) runs on this machine already, and two would share its network: name a throwaway engine in SHAKEDOWN_TEST_DOCKER_HOST`,
  );
}

/** The numbers of every dockerd in the network namespace that we are in. */
export async function enginesInThisNetwork(): Promise<string[]> {
  const own = await readlink('/proc/self/ns/net');
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'dockerd' && (await readlink(`/proc/${pid}/ns/net`).catch(() => '')) === own) found.push(pid);
  }
  return found;
}
