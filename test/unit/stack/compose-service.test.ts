import { describe, expect, it } from 'vitest';
import { fixedNamesOf } from '../../../src/stack/compose-config.ts';
import { composeOverride } from '../../../src/stack/compose-override.ts';
import { composeService } from '../../../src/stack/compose-service.ts';

describe('a service of a compose file', () => {
  it('is read as Compose v2 writes it', () => {
    const service = composeService('api', {
      image: 'shop/api:3',
      deploy: { replicas: 3 },
      labels: { tier: 'web' },
      ports: [
        { target: 8080, protocol: 'tcp' },
        { target: 9090, published: '19090', protocol: 'tcp' },
        { target: 53, protocol: 'udp' },
      ],
    });
    expect(service).toMatchObject({ replicas: 3, image: 'shop/api:3', labels: { tier: 'web' }, containerName: null, untouchable: null });
    expect(service.ports).toEqual([
      { container: 8080, published: null },
      { container: 9090, published: 19_090 },
    ]);
  });

  it('is read as Compose v1 writes it', () => {
    const service = composeService('db', {
      image: 'pg',
      scale: 2,
      labels: ['a=b=c'],
      ports: ['5432', '127.0.0.1:6000:5433/tcp', '53/udp'],
    });
    expect(service).toMatchObject({ replicas: 2, labels: { a: 'b=c' } });
    expect(service.ports).toEqual([
      { container: 5432, published: null },
      { container: 5433, published: 6_000, onLoopback: true },
    ]);
  });

  it.each([
    [
      { mem_limit: '192m', cpus: 0.5, pids_limit: 20 },
      { cpus: 0.5, memoryBytes: 192 * 2 ** 20, pids: 20 },
    ],
    [{ deploy: { resources: { limits: { cpus: '1.5', memory: '1073741824' } } } }, { cpus: 1.5, memoryBytes: 2 ** 30, pids: null }],
    [
      { mem_limit: 'much', pids_limit: -1 },
      { cpus: null, memoryBytes: null, pids: null },
    ],
  ])('may use what %j says', (value, limits) => {
    expect(composeService('x', value).limits).toEqual(limits);
  });

  it.each([
    [{ network_mode: 'host' }, /network of the engine’s machine/u],
    [{ privileged: true }, /privileged/u],
    [{ volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro'] }, /engine’s socket/u],
    [{ volumes: [{ type: 'bind', source: '/run/docker.sock', target: '/s' }] }, /engine’s socket/u],
    [{ volumes: [{ type: 'bind', source: '/', target: '/host', read_only: true }] }, /holds \/ of the engine’s machine/u],
    [{ volumes: ['/var/run/:/var/run'] }, /holds \/var\/run of/u],
    [{ volumes: ['/var/lib/docker/containers:/logs:ro'] }, /infrastructure/u],
    [{ cap_add: ['CAP_SYS_ADMIN'] }, /capability SYS_ADMIN/u],
    [{ cap_add: ['all'] }, /capability ALL/u],
    [{ pid: 'service:api' }, /processes of another container/u],
    [{ pid: 'host' }, /processes of the engine’s machine/u],
  ])('is not touched with %j', (value, words) => {
    expect(composeService('x', value).untouchable).toMatch(words);
  });
});

describe('what may be touched of a compose file', () => {
  it.each([
    { network_mode: 'service:api' },
    { cap_add: ['NET_ADMIN', 'SYS_NICE', 'SYS_PTRACE'] },
    { volumes: ['/etc/localtime:/etc/localtime:ro', '/srv/data:/data', './conf:/etc/nginx', '/var', 'run:/var/run'] },
    { volumes: [{ type: 'volume', source: 'docker.sock', target: '/data' }] },
  ])('%j', (value) => {
    expect(composeService('x', value).untouchable).toBeNull();
  });
});

describe('the names that a compose file fixes', () => {
  it('are those that another project of it would have too', () => {
    const described = {
      services: { api: { container_name: 'my-api' }, db: {} },
      networks: { default: { name: 'any_default' }, front: { name: 'front' }, given: { name: 'given', external: true } },
      volumes: { data: { name: 'shop_data' }, cache: { name: 'any_cache' }, plain: null },
    };
    expect(fixedNamesOf(described, 'any')).toEqual([
      { kind: 'container', name: 'my-api' },
      { kind: 'network', name: 'front' },
      { kind: 'volume', name: 'shop_data' },
    ]);
  });
});

describe('the second compose file', () => {
  const config = {
    project: 'shop',
    version: null,
    services: [composeService('api', { ports: ['8080'] })],
    networks: ['default'],
    volumes: ['data'],
    fixedNames: [],
  };

  it('marks all that the run creates, and pins the ports that have no number', () => {
    const labels = { 'dev.shakedown.run': 'r1' };
    expect(JSON.parse(composeOverride(config, 'r1', new Map([['api', new Map([[8080, 23_456]])]])))).toEqual({
      services: { api: { labels: { ...labels, 'dev.shakedown.port.8080': '23456' }, ports: ['127.0.0.1:23456:8080'] } },
      networks: { default: { labels } },
      volumes: { data: { labels } },
    });
  });

  it('repeats the version of an old format, without which Compose v1 refuses it', () => {
    expect(JSON.parse(composeOverride({ ...config, version: '3.8' }, 'r1', new Map()))).toMatchObject({ version: '3.8' });
  });
});
