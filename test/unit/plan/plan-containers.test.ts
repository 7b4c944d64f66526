import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import { parseHostPolicy } from '../../../src/manifest/policy/host-policy.ts';
import { narrowSafety } from '../../../src/manifest/policy/narrow-safety.ts';
import type { Inventory, InventoryInstance } from '../../../src/plan/inventory.ts';
import { planRun } from '../../../src/plan/plan-run.ts';
import { renderPlan } from '../../../src/plan/render-plan.ts';
import type { RunPlan } from '../../../src/plan/run-plan.ts';
import { inventoryInstance as one } from '../../fixtures/plans/inventory-instance.ts';
import { experimentOf } from '../manifest/manifest-fixture.ts';

const INSTANCES: readonly InventoryInstance[] = [
  one('api-1', 'api', { ports: [{ container: 8080, published: 18_080 }] }),
  one('api-2', 'api', { replica: 2 }),
  one('api-3', 'api', { replica: 3 }),
  one('db', 'db', {
    limits: { cpus: 0.5, memoryBytes: 192 * 2 ** 20, pids: null },
    image: 'docker.io/library/postgres:16',
    labels: { tier: 'data' },
  }),
  one('my-postgres', 'other', { image: 'acme/my-postgres:1' }),
  one('agent', 'agent', { untouchable: 'it holds the engine’s socket: it is part of the infrastructure' }),
  one('job', 'job', { autoRemove: true }),
  one('safe', 'safe', { labels: { 'dev.shakedown.protect': 'true', tier: 'data' } }),
];

const INVENTORY: Inventory = {
  engine: { id: 'AAAA:BBBB', name: 'laptop', url: 'unix:///var/run/docker.sock', from: 'the default', version: '28.0' },
  project: 'shop',
  instances: INSTANCES,
};

const SHOP = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
stack: { project: shop }
targets:
  victim: { service: api, count: 1 }
load:
  - { name: browse, rate: 100/s, request: { url: "{{api.url}}/" }, expect: { timeout: 1s } }
phases: { warmup: 2s, baseline: 10s, fault: 20s, recovery: 30s }
faults:
  - { id: broken, type: kill, target: victim, at: 5s, for: 10s }
slos:
  - success_rate >= 50%
safety: { maxTargets: 3 }
`;

function planOf(target = '{ service: api, count: 1 }', more: readonly (readonly [string, string])[] = [], seed = 42): RunPlan {
  const source = [['{ service: api, count: 1 }', target] as const, ...more].reduce((text, [from, to]) => text.replace(from, to), SHOP);
  return planRun(experimentOf(source), { seed, inventory: INVENTORY });
}

function drawn(plan: RunPlan): readonly string[] {
  const [fault] = plan.faults;
  return fault?.target.kind === 'instances' ? fault.target.drawn : [];
}

function refusalOf(...args: Parameters<typeof planOf>): UserError {
  try {
    planOf(...args);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the plan was accepted');
}

describe('a plan on containers', () => {
  it.each([
    ['{ service: api, replica: 2 }', ['api-2']],
    ['{ container: shop-api-3 }', ['api-3']],
    ['{ image: postgres }', ['db']],
    ['{ image: "postgres:16" }', ['db']],
    ['{ label: tier=data }', ['db']],
    ['{ label: tier }', ['db']],
    ['{ service: api }', ['api-1', 'api-2', 'api-3']],
  ])('takes %s as %j', (target, names) => {
    expect(drawn(planOf(target))).toEqual(names);
  });

  it('refuses a probe of a service that is not there', () => {
    const probe = (service: string) => [['slos:', `probes: [{ name: up, container: ${service} }]\nslos:`]] as const;
    const refused = refusalOf(undefined, probe('apo'));
    expect(refused.message).toMatch(/probe `up` asks of nothing: the stack has no service `apo`/u);
    expect(refused.try).toMatch(/Did you mean `api`/u);
    expect(refused.exitCode).toBe(2);
    expect(planOf(undefined, probe('api')).experiment.probes).toHaveLength(1);
  });

  it('draws the same victims from the same seed, and others from another', () => {
    const two = '{ service: api, percent: 50% }';
    expect(drawn(planOf(two))).toHaveLength(2);
    expect(drawn(planOf(two))).toEqual(drawn(planOf(two)));
    const others = new Set(Array.from({ length: 30 }, (_, seed) => drawn(planOf('{ service: api, count: 1 }', [], seed)).join()));
    expect(others.size).toBe(3);
  });

  it.each([
    ['{ service: apo }', /no service `apo`/u, /Did you mean `api`/u],
    ['{ container: shop-nobody }', /no container with the name `shop-nobody`/u, /shop-api-1/u],
    ['{ label: tier=none }', /no container with the label `tier=none`/u, /shop-db/u],
    ['{ image: mysql }', /no container with the image `mysql`/u, /shop-db/u],
    ['{ service: api, replica: 4 }', /no replica 4/u, /api-1, api-2, api-3/u],
    ['{ service: api, count: 4 }', /wants 4 of 3/u, /count/u],
    ['{ service: safe }', /is protected/u, /dev\.shakedown\.protect/u],
    ['{ service: agent }', /engine’s socket/u, /within the stack/u],
    ['{ service: job }', /removed when it ends/u, /--rm/u],
  ])('refuses the target %s', (target, message, advice) => {
    const refusal = refusalOf(target);
    expect(refusal.message).toMatch(message);
    expect(refusal.try).toMatch(advice);
    expect(refusal.exitCode).toBe(2);
  });

  it('refuses what `safety.protect` names, by service, instance or container', () => {
    for (const name of ['db', 'shop-db']) {
      expect(refusalOf('{ label: tier=data }', [['maxTargets: 3', `maxTargets: 3, protect: [${name}]`]]).message).toMatch(/is protected/u);
    }
    expect(drawn(planOf('{ service: api }', [['maxTargets: 3', 'maxTargets: 3, protect: [api-2]']]))).toEqual(['api-1', 'api-3']);
  });

  it('warns of what `safety.protect` names in vain, but for what a policy names', () => {
    const warned = (protect: string): string =>
      planOf(undefined, [['maxTargets: 3', `maxTargets: 3, protect: [${protect}]`]]).warnings.join();
    expect(warned('dbb')).toMatch(/`safety\.protect` names `dbb`, and the stack has no such/u);
    expect(warned('db, shop-api-1, api-2')).not.toMatch(/protect/u);
    const policy = parseHostPolicy('protect: [vault]', '/etc/policy.yaml');
    const narrowed = narrowSafety(planOf().experiment, [policy]);
    expect(planRun(narrowed, { seed: 1, inventory: INVENTORY }).warnings.join()).not.toMatch(/protect/u);
  });

  it('pauses a container that is removed when it ends: that brings it back', () => {
    expect(drawn(planOf('{ service: job }', [['type: kill', 'type: pause']]))).toEqual(['job']);
  });

  it('says that a kill past the engine takes the restart policy off, and what is left to the system', () => {
    const text = (...more: readonly (readonly [string, string])[]): string => renderPlan(planOf(undefined, more)).replaceAll(/\s+/gu, ' ');
    const interrupted = ['target: victim, at', 'target: victim, with: { signal: SIGINT }, at'] as const;
    expect(text()).toContain('sends SIGKILL and keeps it down');
    expect(text(interrupted)).toMatch(/sends SIGINT and keeps it down, its restart policy off meanwhile.* gives the restart policy back/u);
    expect(text(interrupted, ['for: 10s', 'restore: self'])).toContain('sends SIGINT, and leaves getting up again to the system');
  });

  it('says what becomes of connections on an edge, and that its rules go first', () => {
    const edge = (connections: string): string =>
      renderPlan(
        planOf(undefined, [
          [
            '  victim:',
            `  way: { edge: { from: victim, to: data, port: 5432, protocol: postgres${connections} } }\n  data: { service: db }\n  victim:`,
          ],
          ['type: kill, target: victim', 'type: down, target: way'],
        ]),
      ).replaceAll(/\s+/gu, ' ');
    expect(edge('')).toMatch(/lead to a proxy of the run’s own: connections that stand are cut.* undo takes the rules off at the clients/u);
    expect(edge(', connections: new')).toMatch(/connections that stand are left alone/u);
  });

  it('leaves to the system what `restore: self` names, as a fault of an instant', () => {
    const [fault] = planOf(undefined, [['for: 10s', 'restore: self']]).faults;
    expect(fault).toMatchObject({ restore: 'self', forMs: 0 });
  });

  it('names the engine and the project in its key, so that two runs do not share it', () => {
    expect(planOf().stackKeys).toContain('docker-AAAA:BBBB-shop');
  });

  it('shows engine, project, containers and blast radius', () => {
    const text = renderPlan(planOf());
    for (const words of ['laptop', 'unix:///var/run/docker.sock', 'AAAA:BBBB', 'left running', '18080→8080', '1 of 8 containers']) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/agent .*never touched/u);
  });
});

describe('a plan warns', () => {
  const warningsOf = (inventory: Inventory) => planRun(experimentOf(SHOP), { seed: 1, inventory }).warnings.join('\n');

  it('of names that the compose file fixes, and of those that are taken', () => {
    const fixedNames = [
      { kind: 'volume', name: 'shop_data', isTaken: true },
      { kind: 'container', name: 'my-api', isTaken: false },
    ] as const;
    const warned = warningsOf({ ...INVENTORY, fixedNames });
    expect(warned).toMatch(/the volume shop_data is there already.* a run will refuse to share it; use `stack\.project`/u);
    expect(warned).toMatch(/fixes the name of the container my-api/u);
  });

  it('of load that goes to the loopback of another machine', () => {
    const far = (onLoopback: boolean, url: string): Inventory => ({
      ...INVENTORY,
      engine: { ...INVENTORY.engine, url },
      instances: [one('api', 'api', { ports: [{ container: 80, published: 8080, ...(onLoopback ? { onLoopback } : {}) }] })],
    });
    expect(warningsOf(far(true, 'ssh://far'))).toMatch(/`api` is published on 127\.0\.0\.1 of the engine’s machine alone/u);
    expect(warningsOf(far(false, 'ssh://far'))).not.toMatch(/published on/u);
    expect(warningsOf(far(true, 'unix:///run/docker.sock'))).not.toMatch(/published on/u);
  });
});

describe('a container in the network of another', () => {
  const SIDE = [
    one('db', 'db'),
    one('side', 'side', { networkOf: 'db' }),
    one('api', 'api'),
    one('stray', 'stray', { networkOf: 'the container vpn', networks: [] }),
    one('beside-safe', 'beside-safe', { networkOf: 'safe' }),
    one('safe', 'safe', { labels: { 'dev.shakedown.protect': 'true' } }),
  ];
  const on = (service: string, type: string, more: readonly (readonly [string, string])[] = []): RunPlan => {
    const all = [['service: api, count: 1', `service: ${service}`], ['type: kill', `type: ${type}`], ...more] as const;
    const source = all.reduce((text, [from, to]) => text.replace(from, to), SHOP);
    return planRun(experimentOf(source), { seed: 1, inventory: { ...INVENTORY, instances: SIDE } });
  };

  it('is killed or throttled by itself', () => {
    expect(drawn(on('side', 'kill'))).toEqual(['side']);
    expect(drawn(on('stray', 'pause'))).toEqual(['stray']);
  });

  it('is cut off with all who live there, which the plan shows and the blast radius counts', () => {
    const plan = on('side', 'isolate');
    expect(drawn(plan)).toEqual(['side', 'db']);
    expect(renderPlan(plan)).toMatch(/hits +side; and db, in the same network/u);
    expect(drawn(on('db', 'dns'))).toEqual(['db', 'side']);
    expect(() => on('side', 'isolate', [['maxTargets: 3', 'maxTargets: 1']])).toThrow(/would hit 2 containers \(side, db\)/u);
  });

  it('is not cut off where that network is a protected one’s, or nobody’s of the stack', () => {
    expect(() => on('stray', 'isolate')).toThrow(/lives in the network of the container vpn: that is none of this stack’s/u);
    expect(() => on('beside-safe', 'loss', [['for: 10s', 'for: 10s, with: { rate: 50% }']])).toThrow(
      /network of `safe`, and that is protected/u,
    );
  });

  it('is not cut off from whom it shares it with: nothing of that leaves it', () => {
    const split = (to: string) =>
      on('side', 'partition', [
        ['  victim:', `  split: { between: [[victim], [other]] }\n  other: { service: ${to} }\n  victim:`],
        ['target: victim', 'target: split'],
      ]);
    expect(() => split('db')).toThrow(/on both sides/u);
    expect(split('api').faults[0]?.target).toMatchObject({ groups: [['side', 'db'], ['api']] });
  });
});

describe('faults on what containers may use', () => {
  const on = (type: string, settings: string): string =>
    renderPlan(planOf('{ service: db }', [['type: kill, target: victim', `type: ${type}, target: victim, with: ${settings}`]]));

  it('are planned with what is so now, how that comes back, and how exactly', () => {
    expect(on('cpu_throttle', '{ cpus: 0.1 }')).toMatch(/now {7}db may use 0\.5 cores/u);
    expect(on('memory_limit', '{ limit: 64MiB }')).toMatch(/now {7}db may hold 192MiB of memory[^]*restores +exact/u);
    expect(on('pids_limit', '{ leave: 0 }')).toMatch(/now {7}db may have any number of processes/u);
    expect(on('disk_fill', '{ path: /data, leave: 0B }')).toMatch(/now {7}db is looked at before the baseline[^]*restores +exact/u);
  });

  it('add up where they take different things, and are refused where they take the same', () => {
    const twice = (type: string, settings: string): (() => RunPlan) => {
      const second = `  - { id: again, type: ${type}, target: victim, with: ${settings}, at: 6s, for: 5s }\nslos:`;
      return () =>
        planOf('{ service: db }', [
          ['type: kill, target: victim', 'type: cpu_throttle, target: victim, with: { cpus: 0.1 }'],
          ['slos:', second],
        ]);
    };
    expect(twice('disk_fill', '{ path: /data, leave: 0B }')).not.toThrow();
    expect(twice('cpu_burn', '{}')).toThrow(/would hold the CPU of `db` at the same time/u);
    expect(twice('pause', '{}')).toThrow(/at the same time/u);
  });
});
