import type { Way } from '../../edge-proof/edge-probe.ts';
import { OWN_PORTS } from '../../edge-proof/edge-task.ts';

/**
 * Whom observers of edges run as: rules know their connections by it, and by their ports. A client's kernel may give out the same ports
 * (`net.ipv4.ip_local_port_range`), and what is left of a socket that was closed belongs to nobody.
 */
export const OBSERVER_UID = 65_017;

/** One address of a server, and the port of the proxy that stands in for it. */
export interface EdgePath {
  readonly server: string;
  readonly network: string;
  readonly family: 'ip' | 'ip6';
  readonly origin: string;
  readonly port: number;
  readonly proxy: string;
  readonly listen: number;
}

export interface RouteRules {
  readonly paths: readonly EdgePath[];
  /** `reset`: connections that stand are cut, so that their clients come back through the proxy; `new`: they are left alone. */
  readonly connections: 'reset' | 'new';
  /** Ports of the engine's machine that lead to the server as well: traffic there is counted, and not led anywhere. */
  readonly published: readonly number[];
  /** Addresses of containers of the stack: what goes there goes not to the engine's machine. */
  readonly inside: readonly string[];
}

/** Bytes that a client sent: through the proxy, past it on connections from before, and around it by way of the engine's machine. */
export interface RouteCounts {
  readonly through: number;
  readonly past: number;
  readonly around: number;
}

/** nft commands that fill an empty table. Counters live beside the rules, and survive their exchange. */
export function routeChains(table: string): string[] {
  return [
    // Where Docker's own DNS rules are; what a rule here rewrites, none of the others does.
    `add chain inet ${table} nat { type nat hook output priority -100; }`,
    // After it: what still goes to the server by now goes past the proxy.
    `add chain inet ${table} out { type filter hook output priority 0; }`,
    `add set inet ${table} told { type inet_service; }`,
    ...(['through', 'past', 'around'] as const).map((name) => `add counter inet ${table} ${name}`),
    // Nobody uses it, and while it is there the kernel tracks connections. It would stop with the last rule that needs that (over IPv4 Docker's
    // own are left), and what stands and was led to the proxy would arrive at the server, which knows nothing of it and resets it.
    `add ct expectation inet ${table} tracked { protocol tcp; dport 1; timeout 1s; size 1; l3proto ip6; }`,
  ];
}

/** nft commands that put these rules in the place of those before; `null`: none, so that new connections go to the server. */
export function routeContent(table: string, rules: RouteRules | null): string[] {
  const flush = [`flush chain inet ${table} nat`, `flush chain inet ${table} out`, `flush set inet ${table} told`];
  if (rules === null) return flush;
  const rule = (chain: 'nat' | 'out', text: string): string => `add rule inet ${table} ${chain} ${text}`;
  return [
    ...flush,
    ...rules.paths.flatMap(({ family, origin, port, proxy, listen }) => {
      // Not the observer's control, which the fault must not meet.
      const toServer = notObserver('past').map((client) => `${family} daddr ${origin} tcp dport ${port} ${client}`);
      const target = family === 'ip6' ? `[${proxy}]:${listen}` : `${proxy}:${listen}`;
      return [
        // Of a connection that was there before tracking began, any packet would look like its first.
        ...toServer.map((client) => rule('nat', `${client} tcp flags & (fin | syn | rst | ack) == syn dnat ${family} to ${target}`)),
        // Nor is what the observer sends through it the client's.
        ...notObserver('through').map((client) =>
          rule('out', `${family} daddr ${proxy} tcp dport ${listen} ${client} counter name "through"`),
        ),
        ...toServer
          .flatMap((client) => (rules.connections === 'new' ? [`${client} counter name "past"`] : cut(client)))
          .map((text) => rule('out', text)),
      ];
    }),
    ...rules.published.flatMap((port) =>
      (['ip', 'ip6'] as const).map((family) => {
        const six = family === 'ip6';
        const inside = rules.inside.filter((address) => address.includes(':') === six);
        const elsewhere = [...inside, six ? '::1' : '127.0.0.0/8'].join(', ');
        return rule('out', `${family} daddr != { ${elsewhere} } tcp dport ${port} counter name "around"`);
      }),
    ),
  ];
}

/** What matches a packet unless it is the observer's on one of these ways: either of the two. */
function notObserver(way: Way): string[] {
  const { from, to } = OWN_PORTS[way];
  return [`tcp sport != ${from}-${to}`, `tcp sport ${from}-${to} meta skuid != ${OBSERVER_UID}`];
}

/**
 * Ends a connection at both its ends. The next packet becomes a reset for the server, which would otherwise keep its session, with locks
 * and all, until its own keepalive; the one after it, which the client's kernel sends 200 ms later, is answered with a reset.
 */
function cut(toServer: string): string[] {
  const old = `${toServer} tcp flags & (syn | rst) == 0`;
  return [`${old} tcp sport @told reject with tcp reset`, `${old} add @told { tcp sport } tcp flags set rst`];
}

/** From nft's listing of a table. */
export function parseCounts(listing: string): RouteCounts {
  const bytesOf = (name: string): number =>
    Number(new RegExp(`counter ${name} \\{\\s*packets \\d+ bytes (\\d+)`, 'u').exec(listing)?.[1] ?? 0);
  return { through: bytesOf('through'), past: bytesOf('past'), around: bytesOf('around') };
}
