import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { PlannedEdge } from '../../../../plan/run-plan.ts';
import type { NetworkedContainer } from '../network/networked-container.ts';
import type { EdgeObservers } from './edge-observers.ts';
import { edgePaths, sharedNetworks } from './edge-paths.ts';
import type { EdgeServer } from './edge-paths.ts';
import type { EdgePath } from './edge-rules.ts';

const LIMIT_MS = 3_000;

/** One server on one network by one family of addresses: what stays the same when its address does not. */
export function keyOf({ server, network, family }: Pick<EdgePath, 'server' | 'network' | 'family'>): string {
  return `${server} ${network} ${family}`;
}

/**
 * Which addresses of the servers take connections from the clients (`keyOf`): a server need not listen on all of its own. Throws a
 * UserError (exit 6) where a client reaches a server by none.
 */
export async function edgeReach(
  edge: PlannedEdge,
  servers: readonly EdgeServer[],
  containers: readonly NetworkedContainer[],
  observers: EdgeObservers,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const client of containers.filter(({ instance }) => edge.from.includes(instance))) {
    const paths = edgePaths(
      client,
      servers.map((one) => ({ ...one, listen: 0 })),
      containers,
      anywhere(client),
    );
    const tried = await Promise.all(
      paths.map(async (path) => {
        const asker = observers.asker(() => ({ client, host: path.origin, port: path.port }));
        return { path, end: (await asker.exchange('past', null, LIMIT_MS, signal)).end };
      }),
    );
    for (const { path, end } of tried) if (end === 'answered') found.add(keyOf(path));
    for (const { instance, port } of servers) {
      const ends = tried.filter(({ path }) => path.server === instance).map(({ end }) => end);
      if (!ends.includes('answered')) throw nobodyListens(edge, client.instance, `${instance}:${port}`, ends[0] ?? null);
    }
  }
  return found;
}

/** Networks on which the edge runs. Throws a UserError: exit 6 where somebody is not up, exit 2 where there is none. */
export function edgeNetworks(edge: PlannedEdge, containers: readonly NetworkedContainer[], project: string): string[] {
  const servers = edge.to.map(({ instance }) => instance);
  for (const name of [...edge.from, ...servers]) {
    const found = containers.find(({ instance }) => instance === name);
    if (found?.isUp === true) continue;
    throw new UserError(`${name} ${found === undefined ? 'is not there' : 'does not run'}`, {
      exitCode: EXIT.unreachable,
      where: `project ${project}`,
      try: 'see what became of it: `docker ps -a`',
    });
  }
  const networks = sharedNetworks(edge.from, servers, containers);
  if (networks.length > 0) return networks;
  throw new UserError(`the edge ${edge.name} does not exist: ${edge.from.join(', ')} and ${servers.join(', ')} share no network`, {
    exitCode: EXIT.usage,
    where: `target ${edge.name}`,
    try: 'see which networks they are on: `docker inspect`',
  });
}

/** As if the proxy were on all networks of the client. */
function anywhere({ addresses }: NetworkedContainer): Record<string, string[]> {
  return Object.fromEntries(Object.keys(addresses).map((network) => [network, ['0.0.0.0', '::']]));
}

function nobodyListens({ name }: PlannedEdge, client: string, server: string, end: string | null): UserError {
  const how = end === null ? 'they share no network' : end === 'refused' ? 'the connection is refused' : `the connection is ${end}`;
  return new UserError(`${client} cannot reach ${server}: ${how}`, {
    exitCode: EXIT.unreachable,
    where: `target ${name}`,
    try: 'check the `port` of the edge: the one in the container, over TCP',
  });
}
