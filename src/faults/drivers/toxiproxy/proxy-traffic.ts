/** What went through some proxies since they were made. */
export interface ProxyTraffic {
  /** Accepted. */
  readonly connections: number;
  readonly open: number;
  /** Received from either side. */
  readonly bytes: number;
}

/** Sums over proxies from Prometheus text; `null` where the server does not count connections (the real Toxiproxy). */
export function proxyTraffic(metrics: string, proxies: readonly string[]): ProxyTraffic | null {
  const wanted = new Set(proxies);
  let connections: number | null = null;
  let open = 0;
  let bytes = 0;
  for (const line of metrics.split('\n')) {
    const [, name, labels, value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    const proxy = /(?:^|,)proxy="([^"]*)"/.exec(labels ?? '')?.[1];
    if (name === undefined || proxy === undefined || !wanted.has(proxy)) continue;
    if (name === 'shakedown_proxy_connections_total') connections = (connections ?? 0) + Number(value);
    if (name === 'shakedown_proxy_connections_open') open += Number(value);
    if (name === 'toxiproxy_proxy_received_bytes_total') bytes += Number(value);
  }
  return connections === null ? null : { connections, open, bytes };
}

/**
 * What met the fault: connections accepted since, those that stood before if anything was sent at all, and bytes, each without our own.
 * Never below zero: an exchange of ours that was cut off may have had bytes under way.
 */
export function trafficSince(
  before: ProxyTraffic,
  now: ProxyTraffic,
  own: { readonly connections: number; readonly bytes: number },
): { readonly connections: number; readonly bytes: number } {
  const bytes = Math.max(0, now.bytes - before.bytes - own.bytes);
  const accepted = Math.max(0, now.connections - before.connections - own.connections);
  return { connections: accepted + (bytes > 0 ? before.open : 0), bytes };
}
