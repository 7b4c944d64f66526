import type { CutAction } from '../../../fault-settings.ts';

/** Which way, seen from the container in whose network the rules stand. */
export type Way = 'in' | 'out' | 'both';

/** What rules do to packets that they match. */
export type RuleEffect =
  | { readonly kind: 'cut'; readonly action: CutAction }
  /** `rate`: each packet's chance, 0 … 1. */
  | { readonly kind: 'lose'; readonly rate: number };

export interface TrafficRules {
  readonly way: Way;
  /** `listed`: only what comes from or goes to the addresses in the table's sets (`peerCommands`). */
  readonly peers: 'all' | 'listed';
  readonly port: number | null;
  readonly effect: RuleEffect;
}

/** Before everything else: an address or port is what the program used, and has not been rewritten yet (Docker's own DNS does). */
const PRIORITY = -300;
/** By number: a helper has no /etc/protocols to look names up in. */
const TCP_OR_UDP = 'meta l4proto { 6, 17 }';
const ICMP = 'meta l4proto { 1, 58 }';
/** `meta random` is 32 bits wide. It is part of nf_tables itself; `numgen` is not there on some desktop kernels. */
const RANDOM_RANGE = 2 ** 32;

/** nft commands that fill an empty table with rules. */
export function trafficRules(table: string, rules: TrafficRules): string[] {
  const ways = rules.way === 'both' ? (['in', 'out'] as const) : [rules.way];
  return [
    ...(rules.peers === 'listed'
      ? [`add set inet ${table} peers4 { type ipv4_addr; }`, `add set inet ${table} peers6 { type ipv6_addr; }`]
      : []),
    ...ways.flatMap((way) => chain(table, way, rules)),
  ];
}

/** nft commands that put these addresses in the place of those in the table's sets. */
export function peerCommands(table: string, addresses: readonly string[]): string[] {
  const six = addresses.filter((address) => address.includes(':'));
  const four = addresses.filter((address) => !address.includes(':'));
  return [
    ...(['peers4', 'peers6'] as const).map((set) => `flush set inet ${table} ${set}`),
    ...(four.length === 0 ? [] : [`add element inet ${table} peers4 { ${four.join(', ')} }`]),
    ...(six.length === 0 ? [] : [`add element inet ${table} peers6 { ${six.join(', ')} }`]),
  ];
}

/** Docker answers lookups at 127.0.0.11, on whatever port it moved them to; other servers are asked at port 53. */
export function lookupRules(table: string, mode: 'error' | 'timeout'): string[] {
  // What a program may not send fails at once; what never comes back has to time out.
  const [name, hook, address, port] = mode === 'error' ? ['out', 'output', 'daddr', 'dport'] : ['in', 'input', 'saddr', 'sport'];
  return [
    `add chain inet ${table} ${name} { type filter hook ${hook} priority ${PRIORITY}; }`,
    `add rule inet ${table} ${name} ip ${address} 127.0.0.11 counter drop`,
    `add rule inet ${table} ${name} ${TCP_OR_UDP} th ${port} 53 counter drop`,
  ];
}

function chain(table: string, way: 'in' | 'out', { peers, port, effect }: TrafficRules): string[] {
  const rule = (text: string): string => `add rule inet ${table} ${way} ${text}`;
  const who =
    peers === 'all' ? [''] : way === 'in' ? ['ip saddr @peers4 ', 'ip6 saddr @peers6 '] : ['ip daddr @peers4 ', 'ip6 daddr @peers6 '];
  const what = port === null ? [''] : [`${TCP_OR_UDP} th dport ${port} `, `${TCP_OR_UDP} th sport ${port} `];
  const rejecting = effect.kind === 'cut' && effect.action === 'reject';
  return [
    `add chain inet ${table} ${way} { type filter hook ${way === 'in' ? 'input' : 'output'} priority ${PRIORITY}; }`,
    rule(way === 'in' ? 'iifname "lo" accept' : 'oifname "lo" accept'),
    // The refusals themselves must come through.
    ...(rejecting ? [rule('tcp flags & rst == rst accept'), rule(`${ICMP} accept`)] : []),
    ...who.flatMap((from) => what.flatMap((matched) => verdicts(effect).map((verdict) => rule(`${from}${matched}${verdict}`)))),
  ];
}

function verdicts(effect: RuleEffect): string[] {
  switch (effect.kind) {
    case 'lose':
      return [effect.rate >= 1 ? 'counter drop' : `meta random < ${Math.round(effect.rate * RANDOM_RANGE)} counter drop`];
    case 'cut':
      return effect.action === 'drop'
        ? ['counter drop']
        : ['meta l4proto 6 counter reject with tcp reset', 'counter reject with icmpx admin-prohibited'];
    default:
      return effect satisfies never;
  }
}
