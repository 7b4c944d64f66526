import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { launchDockerd } from './launch-dockerd.ts';
import type { Dockerd } from './launch-dockerd.ts';

/** An engine that a test may end and start again, beside the one of the suite and in a network of its own. */
export interface ThrowawayEngine {
  readonly engine: DockerEngine;
  /** Returns when it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** With the containers that it had. */
  startAgain(): Promise<void>;
  dispose(): Promise<void>;
}

export async function throwawayEngine(): Promise<ThrowawayEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'throwaway-engine-'));
  let running: Dockerd | null = await launchDockerd(folder, { ownNetwork: true });
  const { engine } = running;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (running === null) return;
    const { pid } = running;
    const startTime = await processStartTime(pid);
    process.kill(pid, signal);
    while (startTime !== null && (await processStartTime(pid)) === startTime) await sleep(50);
    running = null;
  }

  return {
    engine,
    end,
    async startAgain() {
      running ??= await launchDockerd(folder, { ownNetwork: true });
    },
    async dispose() {
      // One that was killed left its containerd behind, which only it ends.
      running ??= await launchDockerd(folder, { ownNetwork: true });
      await end('SIGTERM');
      spawnSync('umount', ['--lazy', join(folder, 'data')], { stdio: 'ignore' });
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
