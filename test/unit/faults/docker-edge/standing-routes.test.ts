import { describe, expect, it } from 'vitest';
import { standingRoutes } from '../../../../src/faults/drivers/docker/edge/standing-routes.ts';
import type { PlannedEdge } from '../../../../src/plan/run-plan.ts';

const EDGE: PlannedEdge = {
  name: 'api-to-redis',
  from: ['api'],
  to: [{ instance: 'redis-1', port: '6379' }],
  protocol: { kind: 'redis' },
};
const SERVER = { apiUrl: 'http://127.0.0.1:4000', service: 'toxiproxy' };
const KNOWN = [{ instance: 'redis-1', names: ['redis', 'shop-redis-1', 'redis-1', '172.18.0.3', 'fd00::3'] }];

const proxy = (name: string, upstream: string) => ({ name, upstream, listen: '[::]:26379', enabled: true });
const routes = (...upstreams: string[]) =>
  standingRoutes(
    EDGE,
    upstreams.map((upstream, at) => proxy(`p${at}`, upstream)),
    SERVER,
    KNOWN,
  );

describe('the proxies of a Toxiproxy that stands in the stack', () => {
  it.each(['redis:6379', 'shop-redis-1:6379', '172.18.0.3:6379', '[fd00::3]:6379'])('are those that lead to the server: %s', (upstream) => {
    expect(routes('queue:5672', upstream, 'redis:6380', 'other-redis:6379')).toEqual([
      {
        edge: 'api-to-redis',
        instance: 'redis-1',
        proxy: 'p1',
        apiUrl: 'http://127.0.0.1:4000',
        listen: { host: 'toxiproxy', port: 26_379 },
        upstream: { host: 'redis-1', port: 6379 },
      },
    ]);
  });

  it('are all of them', () => {
    expect(routes('redis:6379', '172.18.0.3:6379').map((route) => route.proxy)).toEqual(['p0', 'p1']);
  });

  it('are refused, with what there is, where none leads there', () => {
    expect(() => routes('queue:5672')).toThrow('no proxy of the Toxiproxy in toxiproxy leads to redis-1:6379; it has p0 (to queue:5672)');
    expect(() => routes()).toThrow('it has none');
  });
});
