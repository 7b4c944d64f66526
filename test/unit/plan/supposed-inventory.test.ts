import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/plan/plan-run.ts';
import { supposedInventory } from '../../../src/plan/supposed-inventory.ts';
import { experimentOf } from '../manifest/manifest-fixture.ts';

const SHOP = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
stack: { project: shop }
targets:
  apis: { service: api, count: 2 }
  third: { service: api, replica: 3 }
  data: { label: tier=data }
  to-third: { edge: { to: third } }
  named: { container: shop-cache-1 }
  old: { image: "redis:7" }
  split: { between: [[apis], [data, old]] }
load: [{ name: browse, rate: 100/s, request: { url: "{{api.url}}/" } }]
probes: [{ name: up, every: 1s, container: worker, expect: { state: running } }]
phases: { baseline: 10s, fault: 30s, recovery: 30s }
safety: { maxTargets: 2 }
faults:
  - { id: gone, type: kill, target: apis, for: 5s }
  - { id: cut, type: partition, target: split, at: 10s, for: 5s }
slos: [success_rate >= 99%]
`;

const plan = (source: string) => {
  const experiment = experimentOf(source);
  return planRun(experiment, { seed: 1, inventory: supposedInventory(experiment) });
};

describe('supposedInventory', () => {
  it('has just what the manifest needs', () => {
    const { instances } = supposedInventory(experimentOf(SHOP));
    expect(instances.map(({ name }) => name)).toEqual(['api-1', 'api-2', 'api-3', 'worker', '(data)', '(named)', '(old)', '(others)']);
    expect(plan(SHOP).faults.map(({ id }) => id)).toEqual(['gone', 'cut']);
  });

  it('has a client and a port for an edge that names neither', () => {
    const edge = '  - { id: slow, type: down, target: to-third, at: 20s, for: 5s }\nslos:';
    expect(plan(SHOP.replace('slos:', edge).replace('maxTargets: 2', 'maxTargets: 9')).faults).toHaveLength(3);
  });

  it.each([
    ['maxTargets: 2', 'maxTargets: 1', /would hit 2 containers/u],
    ['success_rate >= 99%', 'success_rate >= 99.999%', /no outcome|needs|cannot/u],
    ['at: 10s, for: 5s', 'at: 2s, for: 5s', null],
    ['type: partition, target: split, at: 10s', 'type: pause, target: apis, at: 2s', /overlap|already|at the same time|while/u],
  ])('lets every check that needs no engine speak: %s → %s', (from, to, words) => {
    const changed = SHOP.replace(from, to);
    expect(changed).not.toBe(SHOP);
    if (words === null) expect(plan(changed).faults).toHaveLength(2);
    else expect(() => plan(changed)).toThrow(words);
  });
});
