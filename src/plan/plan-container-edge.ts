import type { EdgeProtocol, Experiment, TargetSpec } from '../manifest/experiment.ts';
import { isProtected } from './check-victims.ts';
import type { DrawnTarget } from './draw-targets.ts';
import type { Inventory, InventoryInstance } from './inventory.ts';
import { networkOwner, sharingNetwork } from './network-namespaces.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedEdge } from './run-plan.ts';

type EdgeTarget = Extract<TargetSpec, { readonly kind: 'edge' }>;

const USUAL_PORTS: Partial<Record<EdgeProtocol['kind'], string>> = { redis: '6379', postgres: '5432', amqp: '5672' };

export interface EdgeContext {
  readonly drawn: ReadonlyMap<string, DrawnTarget>;
  readonly inventory: Inventory;
  readonly experiment: Experiment;
}

/**
 * An edge between containers. Throws a UserError (exit 2) where it does not exist: two sides that share no network or a container; or where
 * nobody can say which port is meant.
 */
export function planContainerEdge(name: string, spec: EdgeTarget, { drawn, inventory, experiment }: EdgeContext): PlannedEdge {
  const { from, to, protocol, connections = 'reset' } = spec;
  const instances = (names: readonly string[]): InventoryInstance[] => inventory.instances.filter((one) => names.includes(one.name));
  const servers = instances(drawn.get(to)?.drawn ?? []);
  const asked =
    from === null
      ? inventory.instances.filter(
          (one) =>
            one.untouchable === null &&
            !sharingNetwork(drawn.get(to)?.candidates ?? [], inventory).includes(one.name) &&
            servers.some((server) => shareNetwork(one, server)) &&
            !isProtected(one, experiment.safety.protect, inventory),
        )
      : instances(drawn.get(from)?.drawn ?? []);
  // Who is led elsewhere is a network, and with it all who live in it.
  const clients = instances(
    sharingNetwork(
      asked.map((one) => one.name),
      inventory,
    ),
  );
  const both = asked.find((client) =>
    servers.some((server) => networkOwner(client.name, inventory) === networkOwner(server.name, inventory)),
  );
  if (both !== undefined)
    throw refusal(
      servers.includes(both)
        ? `\`${both.name}\` is on both sides of the edge \`${name}\``
        : `\`${both.name}\` lives in the network of the edge \`${name}\`’s other side: what they say to each other never leaves it`,
      null,
      'Name another target on one side.',
    );
  if (clients.length === 0)
    throw refusal(
      `the edge \`${name}\` has no client: nobody shares a network with ${listed(servers)}`,
      null,
      'Check the `to` of the edge.',
    );
  for (const client of clients) {
    const cut = servers.find((server) => !shareNetwork(client, server));
    if (cut === undefined) continue;
    const networks = ({ name: of, networks: on }: InventoryInstance): string => `\`${of}\` is on ${on.join(', ') || 'none of its own'}`;
    throw refusal(
      `the edge \`${name}\` does not exist: \`${client.name}\` and \`${cut.name}\` share no network`,
      null,
      `${networks(client)}, ${networks(cut)}.`,
    );
  }
  return {
    name,
    from: clients.map((one) => one.name),
    to: servers.map((server) => ({ instance: server.name, port: portOf(name, spec, server) })),
    protocol,
    connections,
  };
}

/** As written, the protocol's usual one, or the only one that it has. */
function portOf(name: string, { port, protocol }: EdgeTarget, server: InventoryInstance): string {
  if (port !== 'any') return port;
  const usual = protocol === null ? undefined : USUAL_PORTS[protocol.kind];
  if (usual !== undefined) return usual;
  const [only, ...others] = server.ports;
  if (only !== undefined && others.length === 0) return String(only.container);
  const has = server.ports.length === 0 ? 'none is known' : `it has ${server.ports.map(({ container }) => container).join(', ')}`;
  throw refusal(
    `the edge \`${name}\` does not say which port of \`${server.name}\` it means; ${has}`,
    null,
    'Give it a `port`, the one in the container.',
  );
}

function shareNetwork(one: InventoryInstance, other: InventoryInstance): boolean {
  return one.networks.some((network) => other.networks.includes(network));
}

function listed(instances: readonly InventoryInstance[]): string {
  return instances.map(({ name }) => name).join(', ') || 'its servers';
}
