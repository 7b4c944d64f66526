import type { FaultProxy } from './fault-proxy.ts';
import type { ToxicCounter } from './toxic-counter.ts';
import { STREAM_DIRECTIONS } from './toxic.ts';

/** Prometheus text, format 0.0.4: Toxiproxy's byte counters (ours count while a connection lives), then ours on connections and toxics. */
export function metricsText(proxies: readonly FaultProxy[]): string {
  const byDirection = (name: string, count: 'received' | 'sent'): string[] => [
    `# TYPE ${name} counter`,
    ...proxies.flatMap((proxy) =>
      STREAM_DIRECTIONS.map((direction) => {
        const labels = { direction, proxy: proxy.name, listener: proxy.listen, upstream: proxy.upstream };
        return `${name}{${labelText(labels)}} ${proxy.counters[direction][count]}`;
      }),
    ),
  ];
  const byProxy = (name: string, type: 'counter' | 'gauge', value: (proxy: FaultProxy) => number): string[] => [
    `# TYPE ${name} ${type}`,
    ...proxies.map((proxy) => `${name}{${labelText({ proxy: proxy.name })}} ${value(proxy)}`),
  ];
  const byToxic = (name: string, count: keyof ToxicCounter): string[] => [
    `# TYPE ${name} counter`,
    ...proxies.flatMap((proxy) =>
      proxy.toxics.map((toxic) => `${name}{${labelText({ proxy: proxy.name, toxic: toxic.name })}} ${proxy.counterOf(toxic)[count]}`),
    ),
  ];
  return [
    ...byDirection('toxiproxy_proxy_received_bytes_total', 'received'),
    ...byDirection('toxiproxy_proxy_sent_bytes_total', 'sent'),
    ...byProxy('shakedown_proxy_connections_total', 'counter', (proxy) => proxy.counters.accepted),
    ...byProxy('shakedown_proxy_connections_open', 'gauge', (proxy) => proxy.openConnections),
    ...byProxy('shakedown_proxy_dial_failures_total', 'counter', (proxy) => proxy.counters.dialFailures),
    ...byToxic('shakedown_toxic_seen_total', 'seen'),
    ...byToxic('shakedown_toxic_hits_total', 'hit'),
    ...byToxic('shakedown_toxic_bytes_total', 'bytes'),
    '',
  ].join('\n');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const escape = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(',');
}
