import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import type { Inventory } from '../../../src/plan/inventory.ts';
import { planRun } from '../../../src/plan/plan-run.ts';
import { renderPlan } from '../../../src/plan/render-plan.ts';
import type { RunPlan } from '../../../src/plan/run-plan.ts';
import { inventoryInstance as one } from '../../fixtures/plans/inventory-instance.ts';
import { experimentOf } from '../manifest/manifest-fixture.ts';

const INVENTORY: Inventory = {
  engine: { id: 'AAAA:BBBB', name: 'laptop', url: 'unix:///var/run/docker.sock', from: 'the default', version: '28.0' },
  project: 'shop',
  instances: [
    one('api-1', 'api'),
    one('api-2', 'api', { replica: 2 }),
    one('worker', 'worker', { networks: ['default', 'jobs'] }),
    one('redis', 'redis', { ports: [{ container: 6379, published: 16_379 }] }),
    one('web', 'web', {
      ports: [
        { container: 80, published: null },
        { container: 443, published: null },
      ],
    }),
    one('queue', 'queue', { networks: ['jobs'] }),
    one('side', 'side', { networkOf: 'redis' }),
    one('tail', 'tail', { networkOf: 'worker', networks: ['default', 'jobs'] }),
    one('safe', 'safe', { labels: { 'dev.shakedown.protect': 'true' } }),
    one('agent', 'agent', { untouchable: 'it holds the engine’s socket' }),
  ],
};

const MANIFEST = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
stack: { project: shop }
targets:
  api: { service: api, count: 1 }
  redis: { service: redis }
  web: { service: web }
  queue: { service: queue }
  edge: { edge: { from: api, to: redis, protocol: redis } }
load:
  - { name: browse, rate: 100/s, request: { url: "http://127.0.0.1:1/" }, expect: { timeout: 1s } }
phases: { warmup: 2s, baseline: 10s, fault: 20s, recovery: 30s }
faults:
  - { id: slow, type: latency, target: edge, with: { latency: 200ms } }
slos:
  - success_rate >= 50%
safety: { maxTargets: 5 }
`;

function planOf(edge = '{ from: api, to: redis, protocol: redis }'): RunPlan {
  return planRun(experimentOf(MANIFEST.replace('{ from: api, to: redis, protocol: redis }', edge)), { seed: 42, inventory: INVENTORY });
}

function edgeOf(edge?: string) {
  const [fault] = planOf(edge).faults;
  if (fault?.target.kind !== 'edge') throw new Error('no edge');
  return fault.target.edge;
}

function refusalOf(edge: string): UserError {
  try {
    planOf(edge);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the plan was accepted');
}

describe('an edge between containers', () => {
  it('runs from the clients that the seed drew, and cuts what stands unless told', () => {
    const edge = edgeOf();
    expect(edge.from).toHaveLength(1);
    expect(edge).toMatchObject({ to: [{ instance: 'redis', port: '6379' }], connections: 'reset' });
    expect(edgeOf('{ from: api, to: redis, protocol: redis, connections: new }')).toMatchObject({ connections: 'new' });
  });

  it('begins at all who live in the network of its clients, and not in the network of its own server', () => {
    const targets =
      '{ from: worker, to: redis, protocol: redis } }\n  worker: { service: worker }\n  side: { service: side }\n  unused: { edge: { from: worker, to: queue';
    expect(edgeOf(targets.replace('to: queue', 'to: queue, port: 1 }')).from).toEqual(['worker', 'tail']);
    expect(
      refusalOf(targets.replace('from: worker, to: redis', 'from: side, to: redis').replace('to: queue', 'to: queue, port: 1 }')).message,
    ).toMatch(/`side` lives in the network of the edge `edge`’s other side/u);
  });

  it('without `from` runs from everybody who shares a network with the server and may be touched', () => {
    expect(edgeOf('{ to: redis, protocol: redis }').from).toEqual(['api-1', 'api-2', 'worker', 'web', 'tail']);
    expect(edgeOf('{ to: queue, port: 5672 }').from).toEqual(['worker', 'tail']);
    expect(renderPlan(planOf('{ to: redis, protocol: redis }'))).toContain('api-1, api-2, worker, web, tail → redis:6379');
  });

  it.each([
    ['as written', '{ from: api, to: redis, port: 7000 }', '7000'],
    ['as its protocol has it', '{ from: api, to: web, protocol: postgres }', '5432'],
    ['the only one that is known', '{ from: api, to: redis }', '6379'],
  ])('means the port %s', (_, edge, port) => {
    expect(edgeOf(edge).to[0]?.port).toBe(port);
  });

  it.each([
    ['{ from: api, to: web }', /does not say which port of `web`.*80, 443/u, /`port`/u],
    ['{ from: api, to: queue, port: 5672 }', /does not exist: `api-\d` and `queue` share no network/u, /jobs/u],
  ])('is refused: %s', (edge, message, advice) => {
    const refusal = refusalOf(edge);
    expect(refusal.message).toMatch(message);
    expect(refusal.try).toMatch(advice);
    expect(refusal.exitCode).toBe(2);
  });

  it.each([
    ['{ from: api, to: redis, port: 53/udp }', /an edge is TCP, and this port is UDP/u],
    ['{ from: api, to: redis, port: 70000 }', /a number from 1 to 65535/u],
    ['{ from: redis, to: redis, port: 1 }', /both ends are `redis`/u],
    ['{ from: api, to: redis, port: main }', /a number from 1 to 65535/u],
  ])('is refused by the manifest’s own checks: %s', (edge, message) => {
    expect(() => experimentOf(MANIFEST.replace('{ from: api, to: redis, protocol: redis }', edge))).toThrow(message);
  });

  it('warns of a way that a published port leaves open', () => {
    expect(planOf().warnings.join('\n')).toMatch(/`slow` leaves a way open: redis:6379 is published/u);
    expect(planOf('{ from: api, to: web, port: 80 }').warnings.join('\n')).not.toMatch(/leaves a way open/u);
  });
});

describe('a Toxiproxy of the stack’s own', () => {
  const withProxy = (line: string) =>
    planRun(experimentOf(MANIFEST.replace('targets:', `${line}\ntargets:`)), { seed: 42, inventory: INVENTORY });

  it('is what the edges go through, and everybody who comes that way is warned of', () => {
    const plan = withProxy('toxiproxy: { service: web }');
    expect(plan.faultProxy).toEqual({ kind: 'service', service: 'web', port: 8474 });
    expect(plan.warnings.join()).toContain('`slow` is met by everybody who goes to redis through `web`, not by api-');
    expect(renderPlan(plan)).toContain('the Toxiproxy in `web` (the manifest)');
    expect(withProxy('toxiproxy: { service: web, port: 9 }').faultProxy).toMatchObject({ port: 9 });
  });

  it('has its toxics taken off from the engine where this machine is lost and that is not', () => {
    const inventory = { ...INVENTORY, engine: { ...INVENTORY.engine, outlivesUs: true } };
    const source = MANIFEST.replace('targets:', 'toxiproxy: { service: web }\ntargets:');
    const { warnings } = planRun(experimentOf(source), { seed: 42, inventory });
    expect(warnings.join()).toMatch(/these stay until `shakedown recover --engine \S+` elsewhere: `slow` \(latency\)/u);
  });

  it.each([
    ['nothing', 'the stack has no service `nothing`'],
    ['redis', 'the edge `edge` ends at the Toxiproxy `redis` itself'],
    ['api', 'the edge `edge` ends at the Toxiproxy `api` itself'],
  ])('is not %s', (service, words) => {
    expect(() => withProxy(`toxiproxy: { service: ${service} }`)).toThrow(words);
  });

  it('needs containers', () => {
    const source = MANIFEST.replace('stack: { project: shop }', 'toxiproxy: { service: web }').replace(/^targets:[^]*?(?=load:)/mu, '');
    const bare = source
      .replace(/^faults:[^]*?(?=slos:)/mu, '')
      .replace('{ warmup: 2s, baseline: 10s, fault: 20s, recovery: 30s }', '{ baseline: 10s }');
    expect(() => planRun(experimentOf(bare), { seed: 1 })).toThrow('there are no containers');
  });
});
