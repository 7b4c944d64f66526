import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { heldConfig, heldHostConfig, holdContainer, START_LIMIT_MS } from '../leash/held-container.ts';
import type { HeldContainer, HeldLabels } from '../leash/held-container.ts';
import { AGENT_PATH } from './agent-image.ts';
import { createAgentChannel } from './agent-channel.ts';
import type { AgentChannel } from './agent-channel.ts';

export interface AgentSpec extends HeldLabels {
  readonly image: HelperImage;
  readonly role: 'proxy' | 'probe';
  /** In the namespace of a container, or in these networks as a guest without a name. */
  readonly network: { readonly of: string } | { readonly joins: readonly string[] };
  /** Of the fault proxy that it runs; `null`: it runs none, and only looks. */
  readonly proxy: { readonly seed: number; readonly drainMs: number } | null;
  /** Runs as this one, `uid:gid`; as nobody by default. */
  readonly user?: string;
  /** Of a Toxiproxy in its network, to which it passes calls where it runs no proxy: `http://127.0.0.1:8474`. */
  readonly api?: string;
}

/** Our own program in a container, on a leash: it lives as long as our connection to it. */
export interface Agent extends Pick<AgentChannel, 'ask' | 'ended' | 'onRemark'>, Pick<HeldContainer, 'container' | 'cut'> {
  /** Ends its input; a proxy heals and drains first. Idempotent. */
  close(signal: AbortSignal): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;

/** Starts an agent. Rejects, with nothing left behind, where the engine refuses or it does not say that it is there. */
export async function openAgent(engine: DockerEngine, spec: AgentSpec, signal: AbortSignal): Promise<Agent> {
  const { network } = spec;
  const others = 'of' in network ? [] : network.joins.slice(1);
  const held = await holdContainer(engine, configOf(spec), signal, async (container) => {
    for (const name of others) {
      await engine.call(`joining the network ${name}`, (docker) => docker.getNetwork(name).connect({ Container: container }), { signal });
    }
  });
  const what = spec.proxy === null ? 'the observer' : 'the fault proxy';
  const channel = createAgentChannel(engine.docker, held.stream, `${what} in container ${held.container.slice(0, 12)}`);
  const close = (closing: AbortSignal): Promise<void> => held.close(closing, (spec.proxy?.drainMs ?? 0) + CLOSE_GRACE_MS);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)]);
    await Promise.race([channel.ready, untilAborted(limit)]);
  } catch (error) {
    await close(AbortSignal.timeout(CLOSE_GRACE_MS)).catch(() => undefined);
    throw error;
  }
  return { ask: channel.ask, ended: channel.ended, onRemark: channel.onRemark, container: held.container, cut: held.cut, close };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function configOf(spec: AgentSpec) {
  const { image, network, proxy, ttlMs, api, user = '65534:65534' } = spec;
  const proxyArgs = proxy === null ? [] : ['--seed', String(proxy.seed), '--drain-ms', String(proxy.drainMs)];
  const apiArgs = api === undefined ? [] : ['--api', api];
  return {
    ...heldConfig(spec),
    Image: image.id,
    Cmd: ['node', AGENT_PATH, '--ttl-ms', String(ttlMs), ...proxyArgs, ...apiArgs],
    User: user,
    WorkingDir: '/',
    HostConfig: {
      ...heldHostConfig(),
      NetworkMode: 'of' in network ? `container:${network.of}` : (network.joins[0] ?? 'none'),
    },
  };
}
