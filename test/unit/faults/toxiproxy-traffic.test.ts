import { describe, expect, it } from 'vitest';
import { proxyTraffic, trafficSince } from '../../../src/faults/drivers/toxiproxy/proxy-traffic.ts';

const METRICS = `# TYPE toxiproxy_proxy_received_bytes_total counter
toxiproxy_proxy_received_bytes_total{direction="upstream",proxy="a",listener="127.0.0.1:1",upstream="x:2"} 10
toxiproxy_proxy_received_bytes_total{direction="downstream",proxy="a",listener="127.0.0.1:1",upstream="x:2"} 32
toxiproxy_proxy_received_bytes_total{direction="downstream",proxy="ab",listener="127.0.0.1:1",upstream="x:2"} 1000
toxiproxy_proxy_sent_bytes_total{direction="upstream",proxy="a",listener="127.0.0.1:1",upstream="x:2"} 10
shakedown_proxy_connections_total{proxy="a"} 3
shakedown_proxy_connections_open{proxy="a"} 1
shakedown_proxy_connections_total{proxy="ab"} 7
`;

describe('proxyTraffic', () => {
  it('sums over the proxies asked for, and no others', () => {
    expect(proxyTraffic(METRICS, ['a'])).toEqual({ connections: 3, open: 1, bytes: 42 });
    expect(proxyTraffic(METRICS, ['a', 'ab'])).toEqual({ connections: 10, open: 1, bytes: 1042 });
  });

  it('is null where the server does not count connections', () => {
    expect(proxyTraffic(METRICS.replaceAll('shakedown_', 'other_'), ['a'])).toBeNull();
  });
});

describe('trafficSince', () => {
  const before = { connections: 5, open: 2, bytes: 100 };

  it('leaves our own proofs out', () => {
    expect(trafficSince(before, { connections: 12, open: 0, bytes: 800 }, { connections: 7, bytes: 700 })).toEqual({
      connections: 0,
      bytes: 0,
    });
  });

  it('counts connections that stood before when anything was sent', () => {
    expect(trafficSince(before, { connections: 6, open: 3, bytes: 900 }, { connections: 0, bytes: 0 })).toEqual({
      connections: 3,
      bytes: 800,
    });
  });

  it('is never below zero', () => {
    expect(trafficSince(before, before, { connections: 3, bytes: 70 })).toEqual({ connections: 0, bytes: 0 });
  });
});
