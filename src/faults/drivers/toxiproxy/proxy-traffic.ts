/** What went through some proxies, and what of it met their toxics. */
export interface ProxyTraffic {
  /** Accepted since they were made; `null` where the server does not count connections (the real Toxiproxy). */
  readonly connections: number | null;
  readonly open: number;
  /** Received from either side; the real Toxiproxy counts them when a connection ends, and only where it was started with `-proxy-metrics`. */
  readonly bytes: number;
  /** By toxic, since it was added. */
  readonly toxics: ReadonlyMap<string, ToxicTraffic>;
}

/** Connections, or requests where the toxic chooses those: how many came by, and how many it worked on. */
export interface ToxicTraffic {
  readonly seen: number;
  readonly hit: number;
  readonly bytes: number;
}

export const NO_TRAFFIC: ToxicTraffic = { seen: 0, hit: 0, bytes: 0 };

const TOXIC_METRICS: Readonly<Record<string, keyof ToxicTraffic>> = {
  shakedown_toxic_seen_total: 'seen',
  shakedown_toxic_hits_total: 'hit',
  shakedown_toxic_bytes_total: 'bytes',
};

/** Sums over proxies from Prometheus text; `null` where it says nothing of them. */
export function proxyTraffic(metrics: string, proxies: readonly string[]): ProxyTraffic | null {
  const wanted = new Set(proxies);
  let connections: number | null = null;
  let open = 0;
  let bytes: number | null = null;
  const toxics = new Map<string, ToxicTraffic>();
  for (const line of metrics.split('\n')) {
    const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    const proxy = labelIn(labels, 'proxy');
    if (name === undefined || proxy === undefined || !wanted.has(proxy)) continue;
    if (name === 'shakedown_proxy_connections_total') connections = (connections ?? 0) + Number(value);
    if (name === 'shakedown_proxy_connections_open') open += Number(value);
    if (name === 'toxiproxy_proxy_received_bytes_total') bytes = (bytes ?? 0) + Number(value);
    const count = TOXIC_METRICS[name];
    const toxic = labelIn(labels, 'toxic') ?? '';
    const known = toxics.get(toxic) ?? NO_TRAFFIC;
    if (count !== undefined) toxics.set(toxic, { ...known, [count]: known[count] + Number(value) });
  }
  return connections === null && bytes === null ? null : { connections, open, bytes: bytes ?? 0, toxics };
}

/** Of a fault's toxics: two of them on one connection, one each way, are one connection. */
export function trafficOf({ toxics }: ProxyTraffic, names: readonly string[]): ToxicTraffic {
  return names.reduce<ToxicTraffic>((all, name) => {
    const { seen, hit, bytes } = toxics.get(name) ?? NO_TRAFFIC;
    return { seen: Math.max(all.seen, seen), hit: Math.max(all.hit, hit), bytes: all.bytes + bytes };
  }, NO_TRAFFIC);
}

function labelIn(labels: string, name: string): string | undefined {
  return new RegExp(`(?:^|,)${name}="([^"]*)"`, 'u').exec(labels)?.[1];
}
