import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src/plan/inventory.ts';
import { planRun } from '../../../src/plan/plan-run.ts';
import { experimentOf } from '../manifest/manifest-fixture.ts';
import { planOf } from './plan-fixture.ts';

const CUT = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: cut }
stack: { project: shop }
targets:
  api: { service: api }
  db: { service: db }
  split: { between: [[api], [db]] }
load:
  - { name: browse, rate: 100/s, request: { url: "http://127.0.0.1:8080/" }, expect: { timeout: 1s } }
phases: { baseline: 10s, fault: 20s, recovery: 30s }
faults:
  - { id: split-up, type: partition, target: split, for: 5s }
  - { id: frozen, type: pause, target: db, at: 6s, for: 5s }
slos:
  - success_rate >= 50%
`;

function warningsAt(url: string, watchdog = 'on', outlivesUs?: boolean, { kernel = '6.1.0', manifest = CUT } = {}): readonly string[] {
  const instance = {
    replica: 1,
    container: null,
    image: 'x',
    labels: {},
    ports: [],
    status: 'running',
    untouchable: null,
    autoRemove: false,
    networks: [],
  };
  const inventory: Inventory = {
    engine: { id: 'A', name: 'far', url, from: '--engine', version: '28.0', kernel, ...(outlivesUs === undefined ? {} : { outlivesUs }) },
    project: 'shop',
    instances: ['api', 'db'].map((name) => ({ ...instance, name, service: name })),
  };
  return planRun(experimentOf(manifest, { set: [`safety.watchdog=${watchdog}`] }), { seed: 1, inventory }).warnings;
}

describe('what would outlive a run', () => {
  it('is not what a helper holds: it ends with its connection', () => {
    const burn = CUT.replace(
      '{ id: frozen, type: pause, target: db, at: 6s, for: 5s }',
      '{ id: busy, type: cpu_burn, target: db, at: 6s, for: 5s }',
    );
    const held = burn.replace(
      '- { id: split-up',
      '- { id: full, type: memory_pressure, target: api, with: { amount: 1MiB }, for: 5s }\n  - { id: split-up',
    );
    for (const manifest of [burn, held])
      expect(warningsAt('unix:///var/run/docker.sock', 'off', undefined, { manifest }).join()).not.toContain('these stay');
  });

  it('is the rules of a helper that is killed, on a kernel that does not take them along', () => {
    const said = (kernel: string): string => warningsAt('unix:///var/run/docker.sock', 'on', undefined, { kernel }).join();
    expect(said('5.10.0-33-amd64')).toMatch(
      /kernel is 5\.10\.0-33-amd64, .* these stay until `shakedown recover`: `split-up` \(partition\)$/u,
    );
    for (const kernel of ['5.12.0', '6.1.0', '']) expect(said(kernel)).not.toContain('these stay');
  });

  it('is said where the watchdog is off: what no leash holds, and the stack', () => {
    const { warnings } = planOf({ set: ['safety.watchdog=off'] });
    expect(warnings).toContain(
      '`safety.watchdog` is off: if this run is killed, these stay until `shakedown recover`: `crash` (kill), the stack it started',
    );
    expect(planOf().warnings.join()).not.toContain('these stay');
  });

  it('is said where the engine is on another machine than the watchdog: not the cut, which is on a leash', () => {
    expect(warningsAt('ssh://ops@far').join()).toMatch(
      /not on this machine: if this host is lost, a watchdog of ours undoes there, .*; where none can be had, these stay until `shakedown recover --engine ssh:\/\/ops@far` elsewhere: `frozen` \(pause\)/u,
    );
    expect(warningsAt('ssh://ops@127.0.0.1:2222').join()).toContain('not on this machine');
    expect(warningsAt('ssh://ops@far', 'off')).toContain(
      'the engine is not on this machine: if this host is lost, these stay until `shakedown recover --engine ssh://ops@far` elsewhere: `frozen` (pause)',
    );
    expect(warningsAt('unix:///var/run/docker.sock', 'off', true).join()).toMatch(/outside of this container: if it is lost, these stay/u);
    for (const near of ['unix:///var/run/docker.sock', 'tcp://127.0.0.1:2375']) expect(warningsAt(near).join()).not.toContain('these stay');
    expect(warningsAt('unix:///var/run/docker.sock', 'off').join()).toContain('these stay until `shakedown recover`: `frozen` (pause)');
  });
});
