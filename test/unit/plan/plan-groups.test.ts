import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src/plan/inventory.ts';
import { victimsOf } from '../../../src/plan/check-blast-radius.ts';
import { planRun } from '../../../src/plan/plan-run.ts';
import type { RunPlan } from '../../../src/plan/run-plan.ts';
import { experimentOf, problemsOf } from '../manifest/manifest-fixture.ts';
import { inventoryInstance } from '../../fixtures/plans/inventory-instance.ts';

const manifest = (targets: string, safety = '{}'): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: cut }
stack: { project: shop }
targets:
  api: { service: api }
  one-api: { service: api, count: 1 }
  db: { service: db }
  way: { edge: { from: api, to: db } }
${targets}
load:
  - { name: get, rate: 20/s, request: { url: "http://127.0.0.1:8080/" } }
phases: { baseline: 5s, fault: 20s, recovery: 5s }
faults:
  - { id: cut, type: partition, target: split, with: { direction: to, port: 5432 } }
slos: [success_rate >= 90%]
safety: ${safety}
`;

const INSTANCES = [
  ['api-1', 'api', 1],
  ['api-2', 'api', 2],
  ['db', 'db', 1],
  ['cache-1', 'cache', 1],
  ['cache-2', 'cache', 2],
] as const;

const inventory: Inventory = {
  engine: { id: 'E', name: 'vm', url: 'unix:///run/e.sock', from: '--engine', version: '28' },
  project: 'shop',
  instances: INSTANCES.map(([name, service, replica]) => inventoryInstance(name, service, { replica })),
};

const planOf = (targets: string, safety?: string, seed = 1): RunPlan =>
  planRun(experimentOf(manifest(targets, safety)), { seed, inventory });

describe('a target between two groups', () => {
  it('is all that its targets draw; the smaller group is what is hit', () => {
    const [fault] = planOf('  split: { between: [[api], [db]] }').faults;
    expect(fault?.target).toEqual({ kind: 'groups', name: 'split', groups: [['api-1', 'api-2'], ['db']] });
    expect(fault === undefined ? [] : victimsOf(fault)).toEqual(['db']);
  });

  it('holds drawn victims, the same for the same seed', () => {
    const drawn = (seed: number) => planOf('  split: { between: [[one-api], [db]] }', undefined, seed).faults[0]?.target;
    expect(drawn(3)).toEqual(drawn(3));
    const seen = new Set(Array.from({ length: 40 }, (_, seed) => JSON.stringify(drawn(seed))));
    expect(seen.size).toBe(2);
  });

  it('counts its smaller group against safety.maxTargets', () => {
    const two = '  split: { between: [[api], [cache]] }\n  cache: { service: cache }';
    expect(() => planOf(two)).toThrow(/would hit 2 (?:processes|containers) \(api-1, api-2\)/u);
    expect(() => planOf(two, '{ maxTargets: 2 }')).not.toThrow();
  });

  it('is refused where one of either side shares the machine’s network', () => {
    const shared = {
      ...inventory,
      instances: inventory.instances.map((one) => (one.name === 'api-2' ? { ...one, untouchable: 'it is shared' } : one)),
    };
    const experiment = experimentOf(manifest('  split: { between: [[api], [db]] }'));
    expect(() => planRun(experiment, { seed: 1, inventory: shared })).toThrow(/would hit `api-2`, and it is shared/u);
  });

  it('with somebody on both sides is refused', () => {
    expect(() => planOf('  split: { between: [[api], [one-api, db]] }')).toThrow(/`api-[12]` is on both sides of target `split`/u);
  });

  it.each([
    ['  split: { between: [[api], [dbb]] }', 'there is no target `dbb`'],
    ['  split: { between: [[api], [way]] }', '`way` is no group of containers'],
    ['  split: { between: [[api, api], [db]] }', '`api` is in this group twice'],
    ['  split: { between: [[api], [db, api]] }', '`api` is in both groups'],
    ['  split: { service: db }', '`partition` is a fault of two groups, and `split` is a service'],
  ])('%s: %s', (targets, problem) => {
    expect(problemsOf(manifest(targets)).join('\n')).toContain(problem);
  });

  it('is nothing for processes of our own', () => {
    const source = manifest('  split: { between: [[api], [db]] }').replace(
      'stack: { project: shop }',
      'stack: { processes: [{ name: api, command: a, ports: { http: auto } }, { name: db, command: d, ports: { http: auto } }] }',
    );
    expect(problemsOf(source).join('\n')).toContain('only a Docker stack');
  });
});
