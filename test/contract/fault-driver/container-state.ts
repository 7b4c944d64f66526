import type { DockerEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { openShellLeash } from '../../../src/docker/leash/shell-leash.ts';
import type { TargetState } from './fault-driver-contract.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);

/** A container by the fields that drivers of faults on containers say they restore. */
export async function containerState(engine: DockerEngine, id: string): Promise<TargetState> {
  const info = await engine.call('inspecting', (docker) => docker.getContainer(id).inspect());
  const { Config, HostConfig, Mounts, NetworkSettings, State } = info;
  const { Memory, MemorySwap, MemoryReservation, NanoCpus, CpuPeriod, CpuQuota, CpuShares, CpusetCpus, PidsLimit, Ulimits } = HostConfig;
  const all = { Memory, MemorySwap, MemoryReservation, NanoCpus, CpuPeriod, CpuQuota, CpuShares, CpusetCpus, PidsLimit, Ulimits };
  // 0, −1 and nothing are the engine's words for "no limit".
  const limits = Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key, typeof value === 'number' && value <= 0 ? null : (value ?? null)]),
  );
  const networks = Object.entries(NetworkSettings.Networks).map(([name, { NetworkID, Aliases }]) => [name, NetworkID, Aliases]);
  const state = { running: State.Running, paused: State.Paused };
  const fields = {
    container: info.Id,
    image: info.Image,
    command: [info.Path, ...info.Args],
    environment: Config.Env,
    limits,
    mounts: Mounts,
    networks,
    'restart policy': HostConfig.RestartPolicy,
    state,
    process: State.Pid,
    'start time': State.StartedAt,
  };
  return JSON.parse(JSON.stringify(fields));
}

/**
 * All rules of the container's network namespace, the engine's own among them, without their counters. A table without rules does
 * nothing: an edge keeps one until the run ends.
 */
export async function packetRules(engine: DockerEngine, id: string, run: string): Promise<readonly string[]> {
  const image = await provideHelperImage(engine, {}, limit());
  const spec = { image, run, fault: 'look', role: 'probe', networkOf: id, capability: 'NET_ADMIN', ttlMs: 30_000 } as const;
  const shell = await openShellLeash(engine, { ...spec, nowMs: Date.now() }, limit());
  try {
    const { out } = await shell.run('nft list ruleset', limit());
    const chains = [...out.replaceAll(/counter packets \d+ bytes \d+/gu, 'counter').matchAll(/chain (\S+) \{\n([\s\S]*?)\n\t\}/gu)];
    return chains.flatMap(([, name = '', body = '']) => {
      const lines = body.split('\n').map((line) => line.trim());
      return lines.filter((line) => line !== '' && !line.startsWith('type ')).map((rule) => `${name}: ${rule}`);
    });
  } finally {
    await shell.leash.close(limit());
  }
}
