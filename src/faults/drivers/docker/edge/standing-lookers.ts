import type { EdgeRoute } from '../../../../stack/running-stack.ts';
import type { PlannedEdge } from '../../../../plan/run-plan.ts';
import type { EdgeAsker, Way } from '../../edge-proof/edge-probe.ts';
import type { EdgeLooker } from '../../toxiproxy/prepared-edge-fault.ts';
import { networkedContainers } from '../network/networked-container.ts';
import type { ContainerDirectory, NetworkedContainer } from '../network/networked-container.ts';
import type { EdgeObservers, Sight } from './edge-observers.ts';

export interface StandingLookersParts {
  readonly edges: readonly PlannedEdge[];
  readonly directory: ContainerDirectory;
  readonly observers: EdgeObservers;
  /** The instance that is the Toxiproxy. */
  readonly proxy: string;
}

/** From each client's namespace: by one way to the proxy that stands there, by the other to the server itself, wherever both are by then. */
export function standingLookers({ edges, directory, observers, proxy }: StandingLookersParts): (route: EdgeRoute) => EdgeLooker[] {
  return ({ edge, instance, listen, upstream }) => {
    const clients = edges.find(({ name }) => name === edge)?.from ?? [];
    return clients.map((client) => {
      let containers: readonly NetworkedContainer[] = [];
      const sight = (way: Way) => (): Sight | null => {
        const [to, port] = way === 'through' ? [proxy, listen.port] : [instance, upstream.port];
        const from = containers.find((one) => one.instance === client);
        const host =
          from === undefined
            ? null
            : addressOf(
                from,
                containers.find((one) => one.instance === to),
              );
        return from?.isUp !== true || host === null ? null : { client: from, host, port };
      };
      const looking = async (way: Way, signal: AbortSignal): Promise<EdgeAsker> => {
        containers = await networkedContainers(directory, signal);
        return observers.asker(sight(way));
      };
      const asker: EdgeAsker = {
        exchange: async (way, protocol, timeoutMs, signal) => (await looking(way, signal)).exchange(way, protocol, timeoutMs, signal),
        readAnswers: async (way, protocol, options, signal) => (await looking(way, signal)).readAnswers(way, protocol, options, signal),
      };
      return { label: `${edge} (${client} → ${instance})`, asker };
    });
  };
}

/** On a network that both are on, by IPv4 where there is one. */
function addressOf(from: NetworkedContainer, to: NetworkedContainer | undefined): string | null {
  const shared = Object.keys(from.addresses).flatMap((network) => to?.addresses[network] ?? []);
  return shared.find((one) => !one.includes(':')) ?? shared[0] ?? null;
}
