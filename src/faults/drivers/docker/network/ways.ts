import { attempt, listeningPorts } from './attempts.ts';
import type { Outcome } from './attempts.ts';
import type { NetworkedContainer } from './networked-container.ts';
import type { Observers } from './observers.ts';

/** Nobody listens there as a rule: the far end's kernel refuses, which is an answer. */
const UNUSED_PORT = 9;

/** A way from one container to another (or to the engine's machine) across a cut. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly address: string;
  readonly port: number;
}

export interface WayLook extends Way {
  readonly outcome: Outcome;
  /** While it was tried, the request itself arrived there: only the answer did not. */
  readonly requestArrived: boolean;
}

export interface WayOptions {
  /** Only this port is cut. */
  readonly port: number | null;
  /** Whether requests that arrive, and whose answers do not, are looked for: takes 0.6 s more. */
  readonly watching: boolean;
  /** Pairs of instances; `to` may be an address of the engine's machine. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
}

/** Tries every way at the same time, each from inside the container where it begins. Containers that are down have none. */
export async function lookAtWays(
  containers: readonly NetworkedContainer[],
  { port, pairs, watching }: WayOptions,
  observers: Observers,
  signal: AbortSignal,
): Promise<WayLook[]> {
  const up = new Map(containers.filter(({ isUp }) => isUp).map((one) => [one.instance, one]));
  const involved = [...up.values()].filter(({ instance }) => pairs.some(({ from, to }) => from === instance || to === instance));
  const ports = new Map(
    await Promise.all(
      involved.map(
        async (one) => [one.instance, port ?? (await listeningPorts(await observers.at(one, signal), signal))[0] ?? UNUSED_PORT] as const,
      ),
    ),
  );
  const ways = pairs.flatMap(({ from, to }): Way[] => {
    const client = up.get(from);
    if (client === undefined) return [];
    const server = up.get(to);
    const address = server === undefined ? (client.gateways.includes(to) ? to : null) : sharedAddress(client, server);
    return address === null ? [] : [{ from, to, address, port: ports.get(to) ?? port ?? UNUSED_PORT }];
  });
  const looks = await Promise.all(
    involved.map(async (client) => {
      const own = ways.filter(({ from }) => from === client.instance);
      const { outcomes, halfOpen } = await attempt(await observers.at(client, signal), own, { watching }, signal);
      return { instance: client.instance, own, outcomes, halfOpen };
    }),
  );
  return looks.flatMap(({ own, outcomes }) =>
    own.map((way, at): WayLook => {
      const far = looks.find(({ instance }) => instance === way.to);
      const addresses = Object.values(up.get(way.from)?.addresses ?? {}).flat();
      return {
        ...way,
        outcome: outcomes[at] ?? 'unreachable',
        requestArrived: far?.halfOpen.some((address) => addresses.includes(address)) ?? false,
      };
    }),
  );
}

/** The address by which one container reaches another: on a network that both are on. `null` where there is none. */
export function sharedAddress(client: NetworkedContainer, server: NetworkedContainer): string | null {
  for (const name of Object.keys(client.addresses)) {
    const address = server.addresses[name]?.[0];
    if (address !== undefined) return address;
  }
  return null;
}
