import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import { TABLE_PREFIX } from '../../../../docker/leash/remove-table.ts';
import { watchStarts } from '../../../../docker/watch-starts.ts';
import type { EdgeProtocol } from '../../../../manifest/experiment.ts';
import type { PlannedEdge } from '../../../../plan/run-plan.ts';
import { deriveSeed } from '../../../../random/derive-seed.ts';
import type { ToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';
import { createEdgeProbe } from '../../edge-proof/edge-probe.ts';
import type { EdgeProbe, OwnTraffic } from '../../edge-proof/edge-probe.ts';
import { createHeldRules } from '../network/held-rules.ts';
import { networkedContainers } from '../network/networked-container.ts';
import type { ContainerDirectory, NetworkedContainer } from '../network/networked-container.ts';
import type { LeashHelper } from '../network/network-fault-driver.ts';
import { createEdgeObservers } from './edge-observers.ts';
import type { Sight } from './edge-observers.ts';
import { edgePaths } from './edge-paths.ts';
import { openEdgeProxy } from './edge-proxy.ts';
import { edgeNetworks, edgeReach, keyOf } from './edge-reach.ts';
import { parseCounts, routeChains, routeContent } from './edge-rules.ts';
import type { EdgePath, RouteCounts } from './edge-rules.ts';

const FOLLOW_LIMIT_MS = 20_000;
const CLOSE_LIMIT_MS = 15_000;

export interface ContainerEdgeListener {
  /** A restarted client has its rules again. */
  onReapplied(edge: string, instance: string, afterMs: number): void;
  /** It has not, or the proxy does not know where a restarted server is; the proof before undo will tell. */
  onFollowFailed(edge: string, message: string): void;
  /** The proxy died before its time; no rule leads anybody there any more. */
  onProxyLost(edge: string, reason: string): void;
  /** As it went, the proxy said something. */
  onProxyRemark(edge: string, line: string): void;
}

export interface ContainerEdgeParts {
  readonly run: string;
  readonly edge: PlannedEdge;
  readonly directory: ContainerDirectory;
  readonly helper: LeashHelper;
  readonly proxyImage: HelperImage;
  /** How long its proxy lets what stands go on at its end. */
  readonly drainMs: number;
  readonly seed: number;
  readonly ttlMs: number;
  readonly nowMs: number;
  readonly listener: ContainerEdgeListener;
}

/** An edge between containers with a proxy beside it, and a way there that can be opened and closed. */
export interface ContainerEdge {
  readonly server: ToxiproxyServer;
  /** Their names, one a server. */
  readonly proxies: readonly string[];
  /** Full IDs of the containers that get rules. */
  readonly clients: readonly string[];
  readonly table: string;
  /** One for each address by which a client reaches a server. */
  probes(protocol: EdgeProtocol | null, own: OwnTraffic): EdgeProbe[];
  /** Looks anew where everybody is; probes go there from then on. */
  refresh(signal: AbortSignal): Promise<void>;
  /** New connections go through the proxy as long as somebody holds it. */
  hold(fault: string, signal: AbortSignal): Promise<void>;
  release(fault: string, signal: AbortSignal): Promise<void>;
  /** Since the rules were first there; of restarted clients since then. */
  counts(signal: AbortSignal): Promise<RouteCounts>;
  close(signal: AbortSignal): Promise<void>;
}

/** The label by which helpers and proxy of an edge are found. */
export function edgeLabel(edge: string): string {
  return `edge:${edge}`;
}

/**
 * Starts a proxy on the networks that both sides share, an observer at each client, and helpers there that hold no rule yet. Throws a
 * UserError where somebody is not there or nobody listens (6), or the two share no network (2), with nothing left behind.
 */
export async function openContainerEdge(parts: ContainerEdgeParts, signal: AbortSignal): Promise<ContainerEdge> {
  const { run, edge, directory, helper, proxyImage, listener } = parts;
  const { engine } = directory;
  const label = { run, fault: edgeLabel(edge.name), ttlMs: parts.ttlMs, nowMs: parts.nowMs };
  const servers = edge.to.map(({ instance, port }) => ({ instance, port: Number(port) }));
  let containers = await networkedContainers(directory, signal);
  const networks = edgeNetworks(edge, containers, directory.project);

  // In the order in which they are made: rules go first, so that nobody is led to a proxy that ends.
  const closers: ((closing: AbortSignal) => Promise<void>)[] = [];
  let isClosing = false;
  let starts: ReturnType<typeof watchStarts> | null = null;
  const close = async (closing: AbortSignal): Promise<void> => {
    isClosing = true;
    starts?.close();
    for (const one of closers.splice(0).reverse()) await one(closing);
  };
  try {
    const observers = createEdgeObservers(engine, { ...label, image: proxyImage });
    closers.push((closing) => observers.close(closing));
    const listening = await edgeReach(edge, servers, containers, observers, signal);
    const proxySeed = deriveSeed(parts.seed, `proxy/${edge.name}`);
    const agent = { ...label, image: proxyImage, proxy: { seed: proxySeed, drainMs: parts.drainMs } };
    const proxy = await openEdgeProxy(engine, { edge: edge.name, networks, servers, agent }, containers, signal);
    proxy.onRemark((line) => listener.onProxyRemark(edge.name, line));
    closers.push((closing) => proxy.close(closing));

    const holders = new Set<string>();
    const table = `${TABLE_PREFIX}${run}_${edge.name}`;
    const rules = createHeldRules(directory, {
      leash: { ...label, image: helper.image },
      class: helper.class,
      table,
      victims: edge.from,
      rulesFor: () => routeChains(table),
      contentFor: (client, all) => {
        if (holders.size === 0) return routeContent(table, null);
        const inside = [...all.map(({ addresses }) => addresses), proxy.addresses].flatMap((one) => Object.values(one).flat());
        const published = servers.flatMap(({ instance, port }) => all.find((one) => one.instance === instance)?.published[port] ?? []);
        return routeContent(table, { paths: pathsOf(client, all), connections: edge.connections ?? 'reset', published, inside });
      },
      onReapplied: (client, afterMs) => listener.onReapplied(edge.name, client, afterMs),
    });
    closers.push((closing) => rules.close(closing));
    await rules.open(signal);
    void proxy.ended.then(async (words) => {
      if (isClosing) return;
      await rules.close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
      listener.onProxyLost(edge.name, words === '' ? 'it ended' : words);
    });

    function pathsOf(client: string, all: readonly NetworkedContainer[]): EdgePath[] {
      const found = all.find(({ instance }) => instance === client);
      const paths = found === undefined ? [] : edgePaths(found, proxy.servers, all, proxy.addresses);
      return paths.filter((path) => listening.has(keyOf(path)));
    }
    const refresh = async (refreshing: AbortSignal): Promise<void> => {
      containers = await networkedContainers(directory, refreshing);
    };
    const follow = async (following: AbortSignal): Promise<void> => {
      await refresh(following);
      await proxy.follow(containers, following);
      await rules.reconcile(following);
    };
    const onStart = (): void => {
      follow(AbortSignal.timeout(FOLLOW_LIMIT_MS)).catch((error: unknown) => {
        if (!isClosing) listener.onFollowFailed(edge.name, error instanceof Error ? error.message : String(error));
      });
    };
    /** Where a server is now, and its client. */
    const sightOf = (client: string, { server, network, family, port }: EdgePath): Sight | null => {
      const from = containers.find(({ instance }) => instance === client);
      const at = containers.find(({ instance }) => instance === server);
      const host = at?.addresses[network]?.find((address) => address.includes(':') === (family === 'ip6'));
      return from === undefined || !from.isUp || host === undefined ? null : { client: from, host, port };
    };
    const words = (client: string, { server, network, family }: EdgePath): string => {
      const way = [...(networks.length === 1 ? [] : [`on ${network}`]), ...(family === 'ip6' ? ['over IPv6'] : [])];
      return `${edge.name} (${[`${client} → ${server}`, ...way].join(' ')})`;
    };
    let isApplied = false;
    return {
      server: proxy.server,
      proxies: proxy.names,
      clients: edge.from.flatMap((name) => containers.find(({ instance }) => instance === name)?.id ?? []),
      table,
      probes: (protocol, own) =>
        edge.from.flatMap((client) =>
          pathsOf(client, containers).map((path) => {
            const asker = observers.asker(() => sightOf(client, path));
            return createEdgeProbe(words(client, path), asker, protocol, own);
          }),
        ),
      refresh,
      async hold(fault, holding) {
        holders.add(fault);
        starts ??= watchStarts(engine, directory.project, onStart);
        if (isApplied) return follow(holding);
        isApplied = true;
        await proxy.follow(containers, holding);
        await rules.apply(holding);
      },
      async release(fault, releasing) {
        holders.delete(fault);
        await rules.reconcile(releasing);
      },
      async counts(counting) {
        const all = [...(await rules.list(counting)).values()].map(parseCounts);
        const sum = (of: (one: RouteCounts) => number): number => all.reduce((total, one) => total + of(one), 0);
        return { through: sum((one) => one.through), past: sum((one) => one.past), around: sum((one) => one.around) };
      },
      close,
    };
  } catch (error) {
    await close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
    throw error;
  }
}
