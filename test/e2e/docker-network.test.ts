import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { provideHelperImage } from '../../src/docker/helper/provide-helper-image.ts';
import { addTable, openNftLeash } from '../../src/docker/leash/nft-leash.ts';
import { findStrayHelpers } from '../../src/docker/leash/find-stray-helpers.ts';
import { trafficRules } from '../../src/faults/drivers/docker/network/network-rules.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import { pairsWithin, whoReachesWhom } from '../contract/docker-network/reach.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { createSandbox } from './cli.ts';
import type { Sandbox } from './cli.ts';

const SERVICES = ['web', 'worker', 'db'];

describe.skipIf(!hasTestEngine())('faults on the network of a project that runs', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let sandbox: Sandbox;

  beforeAll(async () => {
    engine = await testEngine();
    stack = await labelledStack(engine, await testImage(engine, 'base'), ['db']);
    await stack.add('web', { publish: true });
    await stack.add('worker', { restart: 'always' });
  });
  afterAll(() => stack?.dispose());
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    await expect.poll(() => whoReachesWhom(engine, stack, SERVICES)).toEqual(pairsWithin(SERVICES));
    await sandbox.dispose();
  });

  const ownHelpers = async (): Promise<number> => {
    const { run } = (await sandbox.events()).find((event) => event.type === 'run-started') ?? { run: 'none' };
    return (await findStrayHelpers(engine, { run }, AbortSignal.timeout(10_000))).length;
  };

  async function manifest(faults: string, phase: string): Promise<string[]> {
    const file = join(sandbox.folder, 'cut.yaml');
    const text = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: cut }
stack: { project: ${stack.project} }
targets:
  web: { service: web }
  worker: { service: worker }
  db: { service: db }
  split: { between: [[web, worker], [db]] }
load:
  - { name: get, rate: 20/s, request: { url: "{{web.url}}/none" }, expect: { status: 404, timeout: 2s } }
phases: { warmup: 0s, baseline: 2s, fault: ${phase}, recovery: 3s }
faults:
${faults}
slos:
  - success_rate >= 1%
`;
    await writeFile(file, text);
    return [file, '--engine', engine.address.url];
  }

  it('are each proven, undone and proven gone; the project is left running, without a helper', async () => {
    const args = await manifest(
      `  - { id: cut, type: partition, target: split, for: 8s }
  - { id: names, type: dns, target: worker, for: 8s }
  - { id: lossy, type: loss, target: db, at: 16s, for: 6s, with: { rate: 50% } }
  - { id: dead, type: crash, target: worker, at: 30s }`,
      '40s',
    );
    const { code, stdout, stderr } = await sandbox.run(['run', ...args, '--json']);
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.undo).toEqual({ complete: true, leftovers: [] });
    for (const fault of report.faults)
      expect(fault, fault.id).toMatchObject({ proof: { proven: true }, gone: { proven: true }, error: null });
    expect(report.faults).toHaveLength(4);
    expect(await ownHelpers()).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('SIGKILL of the CLI heals the network; recover then finds nothing to do', async () => {
    const cli = sandbox.start(['run', ...(await manifest('  - { id: cut, type: partition, target: split }', '60s'))]);
    await cli.event('fault-proven');
    expect(await whoReachesWhom(engine, stack, SERVICES)).toEqual(pairsWithin(['web', 'worker'], ['db']));
    cli.child.kill('SIGKILL');
    await cli.done;
    await expect.poll(() => whoReachesWhom(engine, stack, SERVICES)).toEqual(pairsWithin(SERVICES));
    await expect.poll(ownHelpers).toBe(0);
    await expect.poll(() => sandbox.leftovers()).toEqual([]);
    expect((await sandbox.run(['recover'])).code).toBe(0);
  });

  it('a helper that somebody else keeps alive is found from any machine, by its labels, and ended by recover', async () => {
    const image = await provideHelperImage(engine, {}, AbortSignal.timeout(60_000));
    const common = {
      image,
      role: 'helper',
      run: stack.run,
      fault: 'cut',
      ttlMs: 120_000,
      nowMs: Date.now(),
      class: 'kernel',
      table: 'shakedown_stray',
    } as const;
    const held = await openNftLeash(engine, { ...common, networkOf: await stack.idOf('db') }, AbortSignal.timeout(60_000));
    const rules = trafficRules('shakedown_stray', { way: 'both', peers: 'all', port: null, effect: { kind: 'cut', action: 'drop' } });
    await held.apply([addTable('shakedown_stray', 'kernel'), ...rules], AbortSignal.timeout(10_000));
    expect(await whoReachesWhom(engine, stack, SERVICES)).toEqual(pairsWithin(['web', 'worker'], ['db']));
    const { code, stdout, stderr } = await sandbox.run(['recover', '--engine', engine.address.url]);
    expect(`${stdout}${stderr}`).toContain('end 1 helper container');
    expect(code, `${stdout}${stderr}`).toBe(0);
    await held.leash.gone;
  });

  it('without a helper image nothing is injected, and the error says what to do', async () => {
    const args = await manifest('  - { id: cut, type: partition, target: split }', '10s');
    const { code, stdout } = await sandbox.run(['run', ...args], { env: { SHAKEDOWN_HELPER_IMAGE: 'localhost:1/none:1' } });
    expect(code).toBe(6);
    expect(stdout).toContain('SHAKEDOWN_HELPER_IMAGE');
    expect((await sandbox.events()).map(({ type }) => type)).not.toContain('timeline-started');
  });
});
