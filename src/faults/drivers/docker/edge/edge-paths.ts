import type { NetworkedContainer } from '../network/networked-container.ts';
import type { EdgePath } from './edge-rules.ts';

/** The server's side of an edge. */
export interface EdgeServer {
  readonly instance: string;
  readonly port: number;
}

/** With the port of the proxy in front of it. */
export interface ProxiedServer extends EdgeServer {
  /** Of the proxy's container. */
  readonly listen: number;
}

/** Addresses by network. */
export type Addresses = Readonly<Record<string, readonly string[]>>;

/** Networks on which some client can reach some server, by name. */
export function sharedNetworks(
  clients: readonly string[],
  servers: readonly string[],
  containers: readonly Pick<NetworkedContainer, 'instance' | 'addresses'>[],
): string[] {
  const networksOf = (names: readonly string[]): string[] =>
    containers.flatMap(({ instance, addresses }) =>
      names.includes(instance) ? Object.keys(addresses).filter((name) => addresses[name]?.length !== 0) : [],
    );
  const reached = new Set(networksOf(servers));
  return [...new Set(networksOf(clients))].filter((name) => reached.has(name)).toSorted();
}

/** Every address by which a client can reach a server, beside the proxy's on the same network: the way back is the same then. */
export function edgePaths(
  client: Pick<NetworkedContainer, 'addresses'>,
  servers: readonly ProxiedServer[],
  containers: readonly NetworkedContainer[],
  proxy: Addresses,
): EdgePath[] {
  return servers.flatMap(({ instance, port, listen }) => {
    const server = containers.find((one) => one.instance === instance);
    if (server === undefined) return [];
    return Object.entries(server.addresses)
      .filter(([network]) => client.addresses[network] !== undefined)
      .flatMap(([network, addresses]) =>
        addresses.flatMap((origin): EdgePath[] => {
          const family = origin.includes(':') ? 'ip6' : 'ip';
          const own = (proxy[network] ?? []).find((address) => address.includes(':') === (family === 'ip6'));
          return own === undefined ? [] : [{ server: instance, network, family, origin, port, proxy: own, listen }];
        }),
      );
  });
}
