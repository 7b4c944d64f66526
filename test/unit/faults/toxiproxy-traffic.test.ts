import { describe, expect, it } from 'vitest';
import { ClientTraffic } from '../../../src/faults/drivers/toxiproxy/client-traffic.ts';
import { NO_TRAFFIC, proxyTraffic, trafficOf, type ToxicTraffic } from '../../../src/faults/drivers/toxiproxy/proxy-traffic.ts';

const METRICS = `# TYPE toxiproxy_proxy_received_bytes_total counter
toxiproxy_proxy_received_bytes_total{direction="upstream",proxy="a",listener="127.0.0.1:1",upstream="x:2"} 10
toxiproxy_proxy_received_bytes_total{direction="downstream",proxy="a",listener="127.0.0.1:1",upstream="x:2"} 32
toxiproxy_proxy_received_bytes_total{direction="downstream",proxy="ab",listener="127.0.0.1:1",upstream="x:2"} 1000
toxiproxy_proxy_sent_bytes_total{direction="upstream",proxy="a",listener="127.0.0.1:1",upstream="x:2"} 10
shakedown_proxy_connections_total{proxy="a"} 3
shakedown_proxy_connections_open{proxy="a"} 1
shakedown_proxy_connections_total{proxy="ab"} 7
shakedown_toxic_seen_total{proxy="a",toxic="up"} 4
shakedown_toxic_hits_total{proxy="a",toxic="up"} 3
shakedown_toxic_bytes_total{proxy="a",toxic="up"} 30
shakedown_toxic_seen_total{proxy="ab",toxic="up"} 1
shakedown_toxic_hits_total{proxy="ab",toxic="up"} 1
shakedown_toxic_seen_total{proxy="a",toxic="down"} 4
shakedown_toxic_hits_total{proxy="a",toxic="down"} 2
shakedown_toxic_bytes_total{proxy="a",toxic="down"} 12
`;

describe('proxyTraffic', () => {
  it('sums over the proxies asked for, and no others', () => {
    expect(proxyTraffic(METRICS, ['a'])).toMatchObject({ connections: 3, open: 1, bytes: 42 });
    expect(proxyTraffic(METRICS, ['a', 'ab'])).toMatchObject({ connections: 10, open: 1, bytes: 1042 });
    expect(proxyTraffic(METRICS, ['a', 'ab'])?.toxics.get('up')).toEqual({ seen: 5, hit: 4, bytes: 30 });
  });

  it('knows bytes alone of the real Toxiproxy, and nothing where that does not count', () => {
    const real = METRICS.replaceAll('shakedown_', 'other_');
    expect(proxyTraffic(real, ['a'])).toEqual({ connections: null, open: 0, bytes: 42, toxics: new Map() });
    expect(proxyTraffic(real.replaceAll('toxiproxy_', 'other_'), ['a'])).toBeNull();
  });

  it('takes two toxics of one fault on a connection for one that met it', () => {
    const traffic = proxyTraffic(METRICS, ['a']);
    if (traffic === null) throw new Error('nothing was counted');
    expect(trafficOf(traffic, ['up', 'down'])).toEqual({ seen: 4, hit: 3, bytes: 42 });
    expect(trafficOf(traffic, ['nobody'])).toEqual(NO_TRAFFIC);
  });
});

describe('what clients met', () => {
  const met = (seen: number, hit: number, bytes: number): ToxicTraffic => ({ seen, hit, bytes });

  it('is all that came between the proofs, and nothing of what they sent themselves', () => {
    const clients = new ClientTraffic();
    clients.between(met(2, 2, 100));
    clients.during(met(9, 9, 800), { asked: 7, bytes: 700 });
    clients.between(met(12, 10, 900));
    clients.during(met(19, 17, 1600), { asked: 7, bytes: 700 });
    clients.between(met(19, 17, 1600));
    expect(clients.met).toEqual(met(5, 3, 200));
  });

  it('is never below zero, and where dice are rolled never more than it was', () => {
    const clients = new ClientTraffic();
    clients.during(met(7, 3, 70), { asked: 7, bytes: 700 });
    expect(clients.met).toEqual(NO_TRAFFIC);
    clients.between(met(8, 4, 80));
    expect(clients.met).toEqual(met(1, 1, 10));
  });
});
