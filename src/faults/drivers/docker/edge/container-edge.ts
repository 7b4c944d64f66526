import { openAgent } from '../../../../docker/agent/open-agent.ts';
import type { Agent } from '../../../../docker/agent/open-agent.ts';
import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import { TABLE_PREFIX } from '../../../../docker/leash/remove-tables.ts';
import { watchStarts } from '../../../../docker/watch-starts.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { PlannedEdge } from '../../../../plan/run-plan.ts';
import { deriveSeed } from '../../../../random/derive-seed.ts';
import { createToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';
import type { ToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';
import { createEdgeProbe } from '../../edge-proof/edge-probe.ts';
import type { EdgeProbe, OwnTraffic } from '../../edge-proof/edge-probe.ts';
import type { EdgeProtocol } from '../../../../manifest/experiment.ts';
import { createHeldRules } from '../network/held-rules.ts';
import { networkedContainers } from '../network/networked-container.ts';
import type { ContainerDirectory, NetworkedContainer } from '../network/networked-container.ts';
import type { LeashHelper } from '../network/network-fault-driver.ts';
import { createEdgeObservers } from './edge-observers.ts';
import { edgePaths, sharedNetworks } from './edge-paths.ts';
import type { Addresses, ProxiedServer } from './edge-paths.ts';
import { parseCounts, routeChains, routeContent } from './edge-rules.ts';
import type { EdgePath, RouteCounts } from './edge-rules.ts';
import { proxySender } from './proxy-sender.ts';
import { proxyName } from '../../../../toxiproxy/proxy-name.ts';

const FOLLOW_LIMIT_MS = 20_000;
const CLOSE_LIMIT_MS = 15_000;
const REACH_LIMIT_MS = 3_000;

export interface ContainerEdgeListener {
  /** A restarted client has its rules again. */
  onReapplied(edge: string, instance: string, afterMs: number): void;
  /** It has not, or the proxy does not know where a restarted server is; the proof before undo will tell. */
  onFollowFailed(edge: string, message: string): void;
  /** The proxy died before its time; no rule leads anybody there any more. */
  onProxyLost(edge: string, reason: string): void;
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
 * UserError where somebody is not there or nobody listens (6), or the two share no network (2).
 */
export async function openContainerEdge(parts: ContainerEdgeParts, signal: AbortSignal): Promise<ContainerEdge> {
  const { run, edge, directory, helper, proxyImage, listener } = parts;
  const { engine } = directory;
  const connections = edge.connections ?? 'reset';
  const label = { run, fault: edgeLabel(edge.name), ttlMs: parts.ttlMs, nowMs: parts.nowMs };
  const servers = edge.to.map(({ instance, port }) => ({ instance, port: Number(port) }));
  const serverNames = servers.map(({ instance }) => instance);

  let containers = await networkedContainers(directory, signal);
  requireUp([...edge.from, ...serverNames], containers, directory.project);
  const networks = sharedNetworks(edge.from, serverNames, containers);
  if (networks.length === 0) throw noNetwork(edge);

  const closers: ((closing: AbortSignal) => Promise<void>)[] = [];
  const close = async (closing: AbortSignal): Promise<void> => {
    isClosing = true;
    starts?.close();
    // Rules first: nobody is led to a proxy that ends.
    for (const one of closers.splice(0).reverse()) await one(closing);
  };
  let starts: ReturnType<typeof watchStarts> | null = null;
  let isClosing = false;
  try {
    const observers = createEdgeObservers(engine, { ...label, image: proxyImage });
    closers.push((closing) => observers.close(closing));
    const [proxy, listening] = await Promise.all([
      openAgent(
        engine,
        {
          ...label,
          role: 'proxy',
          image: proxyImage,
          network: { joins: networks },
          proxy: { seed: deriveSeed(parts.seed, `proxy/${edge.name}`), drainMs: parts.drainMs },
        },
        signal,
      ).then((agent) => (closers.push((closing) => agent.close(closing)), agent)),
      whoListens(),
    ]);
    const own = await addressesOf(proxy);
    const server = createToxiproxyServer({ apiUrl: `docker://${proxy.container.slice(0, 12)}`, run, send: proxySender(proxy) });
    const names = new Map(serverNames.map((instance) => [instance, proxyName(run, edge.name, instance)]));
    // A container without IPv6 has no `::` that reaches itself.
    const family = Object.values(own)
      .flat()
      .some((address) => address.includes(':'))
      ? '[::]:0'
      : '0.0.0.0:0';
    const proxied: ProxiedServer[] = [];
    for (const { instance, port } of servers) {
      const { listen } = await server.createProxy(
        { name: names.get(instance) ?? '', listen: family, upstream: upstreamOf(instance, port) ?? '' },
        signal,
      );
      proxied.push({ instance, port, listen: Number(listen.slice(listen.lastIndexOf(':') + 1)) });
    }

    const pathsOf = (client: string, all: readonly NetworkedContainer[]): EdgePath[] => {
      const found = all.find(({ instance }) => instance === client);
      const paths = found === undefined ? [] : edgePaths(found, proxied, all, own);
      return paths.filter((path) => listening.has(keyOf(path)));
    };
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
        const inside = [...all.flatMap(({ addresses }) => Object.values(addresses).flat()), ...Object.values(own).flat()];
        const published = servers.flatMap(({ instance, port }) => all.find((one) => one.instance === instance)?.published[port] ?? []);
        return routeContent(table, { paths: pathsOf(client, all), connections, published, inside });
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

    let isApplied = false;
    const refresh = async (refreshing: AbortSignal): Promise<void> => {
      containers = await networkedContainers(directory, refreshing);
    };
    const follow = async (following: AbortSignal): Promise<void> => {
      await refresh(following);
      for (const { instance, port } of servers) {
        const upstream = upstreamOf(instance, port);
        if (upstream !== null) await server.setUpstream(names.get(instance) ?? '', upstream, following);
      }
      await rules.reconcile(following);
    };
    const onStart = (): void => {
      follow(AbortSignal.timeout(FOLLOW_LIMIT_MS)).catch((error: unknown) => {
        if (!isClosing) listener.onFollowFailed(edge.name, error instanceof Error ? error.message : String(error));
      });
    };
    return {
      server,
      proxies: [...names.values()],
      clients: edge.from.flatMap((name) => containers.find(({ instance }) => instance === name)?.id ?? []),
      table,
      probes: (protocol, traffic) =>
        edge.from.flatMap((client) =>
          pathsOf(client, containers).map((path) => {
            const far = ({ network }: EdgePath): string => (networks.length === 1 ? '' : ` on ${network}`);
            const words = `${edge.name} (${client} → ${path.server}${far(path)}${path.family === 'ip6' ? ' over IPv6' : ''})`;
            return createEdgeProbe(
              words,
              observers.asker(() => sightOf(client, path)),
              protocol,
              traffic,
            );
          }),
        ),
      refresh,
      async hold(fault, holding) {
        holders.add(fault);
        starts ??= watchStarts(engine, directory.project, onStart);
        if (isApplied) return follow(holding);
        isApplied = true;
        await rules.apply(holding);
      },
      async release(fault, releasing) {
        holders.delete(fault);
        await rules.reconcile(releasing);
      },
      async counts(counting) {
        const tables = await rules.list(counting);
        const all = [...tables.values()].map(parseCounts);
        const sum = (of: (one: RouteCounts) => number): number => all.reduce((total, one) => total + of(one), 0);
        return { through: sum((one) => one.through), past: sum((one) => one.past), around: sum((one) => one.around) };
      },
      close,
    };

    function sightOf(client: string, { server: to, network, family, port }: EdgePath) {
      const from = containers.find(({ instance }) => instance === client);
      const at = containers.find(({ instance }) => instance === to);
      const host = at?.addresses[network]?.find((address) => address.includes(':') === (family === 'ip6'));
      return from === undefined || !from.isUp || host === undefined ? null : { client: from, host, port };
    }

    /** Addresses that accept connections from some client; a server need not listen on all of its own. */
    async function whoListens(): Promise<ReadonlySet<string>> {
      const found = new Set<string>();
      for (const name of edge.from) {
        const client = containers.find(({ instance }) => instance === name);
        if (client === undefined) continue;
        const everywhere = Object.fromEntries(networks.map((network) => [network, ['0.0.0.0', '::']]));
        const paths = edgePaths(
          client,
          servers.map((one) => ({ ...one, listen: 0 })),
          containers,
          everywhere,
        );
        const answered = await Promise.all(
          paths.map(async (path) => {
            const asker = observers.asker(() => ({ client, host: path.origin, port: path.port }));
            const { end } = await asker.exchange('past', null, REACH_LIMIT_MS, signal);
            return { path, end };
          }),
        );
        for (const { path, end } of answered) if (end === 'answered') found.add(keyOf(path));
        for (const { instance, port } of servers) {
          const tried = answered.filter(({ path }) => path.server === instance);
          if (tried.every(({ end }) => end !== 'answered')) throw nobodyListens(edge, name, `${instance}:${port}`, tried[0]?.end ?? null);
        }
      }
      return found;
    }

    function upstreamOf(instance: string, port: number): string | null {
      const at = containers.find((one) => one.instance === instance);
      const addresses = networks.flatMap((network) => at?.addresses[network] ?? []);
      const address = addresses.find((one) => !one.includes(':')) ?? addresses[0];
      return address === undefined ? null : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
    }

    async function addressesOf({ container }: Agent): Promise<Addresses> {
      const info = await engine.call('looking at the fault proxy', (docker) => docker.getContainer(container).inspect(), { signal });
      return Object.fromEntries(
        Object.entries(info.NetworkSettings.Networks).map(([name, at]) => [
          name,
          [at.IPAddress, at.GlobalIPv6Address].filter((one) => one !== ''),
        ]),
      );
    }
  } catch (error) {
    await close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
    throw error;
  }
}

function keyOf({ server, network, family }: Pick<EdgePath, 'server' | 'network' | 'family'>): string {
  return `${server} ${network} ${family}`;
}

function requireUp(names: readonly string[], containers: readonly NetworkedContainer[], project: string): void {
  for (const name of names) {
    const found = containers.find(({ instance }) => instance === name);
    if (found?.isUp === true) continue;
    throw new UserError(`${name} ${found === undefined ? 'is not there' : 'does not run'}`, {
      exitCode: EXIT.unreachable,
      where: `project ${project}`,
      try: 'see what became of it: `docker ps -a`',
    });
  }
}

function noNetwork({ name, from, to }: PlannedEdge): UserError {
  const servers = to.map(({ instance }) => instance).join(', ');
  return new UserError(`the edge ${name} does not exist: ${from.join(', ')} and ${servers} share no network`, {
    exitCode: EXIT.usage,
    where: `target ${name}`,
    try: 'see which networks they are on: `docker inspect`',
  });
}

function nobodyListens({ name }: PlannedEdge, client: string, server: string, end: string | null): UserError {
  const how = end === null ? 'they share no network' : end === 'refused' ? 'the connection is refused' : `the connection is ${end}`;
  return new UserError(`${client} cannot reach ${server}: ${how}`, {
    exitCode: EXIT.unreachable,
    where: `target ${name}`,
    try: 'check the `port` of the edge: the one in the container, over TCP',
  });
}
