import { openAgent } from '../../../../docker/agent/open-agent.ts';
import type { AgentSpec } from '../../../../docker/agent/open-agent.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { createToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';
import type { ToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';
import { proxyName } from '../../../../toxiproxy/proxy-name.ts';
import type { NetworkedContainer } from '../network/networked-container.ts';
import type { Addresses, EdgeServer, ProxiedServer } from './edge-paths.ts';
import { proxySender } from './proxy-sender.ts';

/** A fault proxy in a container of its own, beside an edge, with a port for each server. */
export interface EdgeProxy {
  readonly server: ToxiproxyServer;
  readonly names: readonly string[];
  readonly addresses: Addresses;
  readonly servers: readonly ProxiedServer[];
  /** Resolves with its last words when it has ended. */
  readonly ended: Promise<string>;
  /** Leads on to where the servers are now. */
  follow(containers: readonly NetworkedContainer[], signal: AbortSignal): Promise<void>;
  /** What it says besides its answers. */
  onRemark(listener: (line: string) => void): void;
  /** Takes its toxics off, lets what stands end, and goes. */
  close(signal: AbortSignal): Promise<void>;
}

export interface EdgeProxyParts {
  readonly edge: string;
  readonly networks: readonly string[];
  readonly servers: readonly EdgeServer[];
  readonly agent: Omit<AgentSpec, 'role' | 'network'>;
}

/** Starts it on these networks. Rejects with nothing left behind. */
export async function openEdgeProxy(
  engine: DockerEngine,
  { edge, networks, servers, agent: spec }: EdgeProxyParts,
  containers: readonly NetworkedContainer[],
  signal: AbortSignal,
): Promise<EdgeProxy> {
  const agent = await openAgent(engine, { ...spec, role: 'proxy', network: { joins: networks } }, signal);
  try {
    const info = await engine.call('looking at the fault proxy', (docker) => docker.getContainer(agent.container).inspect(), { signal });
    const joined = Object.entries(info.NetworkSettings.Networks);
    const addresses = Object.fromEntries(
      joined.map(([name, at]) => [name, [at.IPAddress, at.GlobalIPv6Address].filter((one) => one !== '')]),
    );
    // A container without IPv6 has no `::` that reaches itself.
    const listenOn = Object.values(addresses).flat().some(isSix) ? '[::]:0' : '0.0.0.0:0';
    const server = createToxiproxyServer({ apiUrl: `docker://${agent.container.slice(0, 12)}`, run: spec.run, send: proxySender(agent) });
    const nameOf = (instance: string): string => proxyName(spec.run, edge, instance);
    const proxied: ProxiedServer[] = [];
    for (const one of servers) {
      const upstream = upstreamOf(one, networks, containers) ?? '';
      const { listen } = await server.createProxy({ name: nameOf(one.instance), listen: listenOn, upstream }, signal);
      proxied.push({ ...one, listen: Number(listen.slice(listen.lastIndexOf(':') + 1)) });
    }
    return {
      server,
      names: servers.map(({ instance }) => nameOf(instance)),
      addresses,
      servers: proxied,
      ended: agent.ended,
      onRemark: agent.onRemark,
      async follow(now, following) {
        for (const one of servers) {
          const upstream = upstreamOf(one, networks, now);
          if (upstream !== null) await server.setUpstream(nameOf(one.instance), upstream, following);
        }
      },
      close: (closing) => agent.close(closing),
    };
  } catch (error) {
    agent.cut();
    await agent.close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
    throw error;
  }
}

const CLOSE_LIMIT_MS = 10_000;

/** By IPv4 where it has that; `null`: it is nowhere at the moment. */
function upstreamOf(
  { instance, port }: EdgeServer,
  networks: readonly string[],
  containers: readonly Pick<NetworkedContainer, 'instance' | 'addresses'>[],
): string | null {
  const at = containers.find((one) => one.instance === instance);
  const addresses = networks.flatMap((network) => at?.addresses[network] ?? []);
  const address = addresses.find((one) => !isSix(one)) ?? addresses[0];
  return address === undefined ? null : `${isSix(address) ? `[${address}]` : address}:${port}`;
}

function isSix(address: string): boolean {
  return address.includes(':');
}
