import { describe, expect, it } from 'vitest';
import { edgePaths, sharedNetworks } from '../../../../src/faults/drivers/docker/edge/edge-paths.ts';
import { parseCounts, routeChains, routeContent } from '../../../../src/faults/drivers/docker/edge/edge-rules.ts';
import type { EdgePath, RouteRules } from '../../../../src/faults/drivers/docker/edge/edge-rules.ts';
import type { NetworkedContainer } from '../../../../src/faults/drivers/docker/network/networked-container.ts';

const container = (instance: string, addresses: Record<string, string[]>): NetworkedContainer => ({
  instance,
  id: instance,
  startedAt: 'now',
  isUp: true,
  networkMode: 'bridge',
  networkOf: instance,
  linkLocal: [],
  addresses,
  gateways: [],
  published: {},
});

const API = container('api', { front: ['10.0.1.2'], back: ['10.0.2.2', 'fd00::2'] });
const REDIS = container('redis', { back: ['10.0.2.3', 'fd00::3'], far: ['10.0.3.3'] });
const PROXY = { back: ['10.0.2.9', 'fd00::9'] };
const PATHS = edgePaths(API, [{ instance: 'redis', port: 6379, listen: 4000 }], [API, REDIS], PROXY);

function rules(more: Partial<RouteRules> = {}): string[] {
  return routeContent('t', { paths: PATHS, connections: 'reset', published: [], inside: [], ...more });
}

describe('the paths of an edge', () => {
  it('are the addresses on networks of both, beside the proxy’s of the same family there', () => {
    const common = { server: 'redis', network: 'back', port: 6379, listen: 4000 };
    expect(PATHS).toEqual<EdgePath[]>([
      { ...common, family: 'ip', origin: '10.0.2.3', proxy: '10.0.2.9' },
      { ...common, family: 'ip6', origin: 'fd00::3', proxy: 'fd00::9' },
    ]);
  });

  it('are none by a family that the proxy has not got, and to a server that is nowhere', () => {
    const servers = [{ instance: 'redis', port: 6379, listen: 4000 }];
    expect(edgePaths(API, servers, [API, REDIS], { back: ['10.0.2.9'] }).map(({ family }) => family)).toEqual(['ip']);
    expect(edgePaths(API, servers, [API], PROXY)).toEqual([]);
  });

  it('run on networks that some client shares with some server', () => {
    expect(sharedNetworks(['api'], ['redis'], [API, REDIS])).toEqual(['back']);
    expect(sharedNetworks(['redis'], ['api', 'redis'], [API, REDIS])).toEqual(['back', 'far']);
    expect(sharedNetworks(['api'], ['redis'], [API, container('redis', { back: [] })])).toEqual([]);
  });
});

describe('the rules of a route', () => {
  it('lead a new connection to the proxy, in either family, but never the observer’s control', () => {
    const nat = rules().filter((text) => text.includes('rule inet t nat'));
    expect(nat).toHaveLength(4);
    for (const text of nat)
      expect(text).toMatch(/tcp sport (?:!= 62000-63999|62000-63999 meta skuid != 65017) tcp flags & \(fin \| syn \| rst \| ack\) == syn/u);
    for (const text of nat.slice(0, 2)) expect(text).toMatch(/ip daddr 10\.0\.2\.3 tcp dport 6379 .* dnat ip to 10\.0\.2\.9:4000$/u);
    for (const text of nat.slice(2)) expect(text).toMatch(/ip6 daddr fd00::3 tcp dport 6379 .* dnat ip6 to \[fd00::9\]:4000$/u);
  });

  it('take every packet for the client’s but those of the observer’s own ports that are the observer’s, and each once', () => {
    for (const connections of ['reset', 'new'] as const)
      expect(rules({ connections }).filter((text) => text.includes('sport != '))).toEqual(
        rules({ connections })
          .filter((text) => text.includes('meta skuid'))
          .map((text) => text.replace(/sport (\S+) meta skuid != 65017/u, 'sport != $1')),
      );
  });

  it('cut what stands, at both ends, or count it where it is left alone', () => {
    expect(rules().join('\n')).toContain('tcp sport @told reject with tcp reset');
    expect(rules().join('\n')).toContain('tcp flags set rst');
    const gentle = rules({ connections: 'new' }).join('\n');
    expect(gentle).not.toMatch(/reject|set rst/u);
    expect(gentle).toContain('counter name "past"');
  });

  it('count what goes around by a published port, and not what goes to containers', () => {
    const around = rules({ published: [16_379], inside: ['10.0.2.3', 'fd00::3'] }).filter((text) => text.includes('"around"'));
    expect(around).toEqual([
      'add rule inet t out ip daddr != { 10.0.2.3, 127.0.0.0/8 } tcp dport 16379 counter name "around"',
      'add rule inet t out ip6 daddr != { fd00::3, ::1 } tcp dport 16379 counter name "around"',
    ]);
  });

  it('are taken off by taking all of them off; the counters stay', () => {
    expect(routeContent('t', null)).toEqual(['flush chain inet t nat', 'flush chain inet t out', 'flush set inet t told']);
    expect(routeChains('t').filter((text) => text.startsWith('add counter'))).toHaveLength(3);
  });
});

describe('the counters of a route', () => {
  it('are read from nft’s listing', () => {
    const listing = `table inet t {
	counter through {
		packets 12 bytes 1034
	}

	counter past {
		packets 0 bytes 0
	}
	chain out { counter name "through" }
}`;
    expect(parseCounts(listing)).toEqual({ through: 1034, past: 0, around: 0 });
  });
});
