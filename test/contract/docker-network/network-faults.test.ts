import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findEngineLeftovers } from '../../../src/app/engine-leftovers.ts';
import { undoLeftover } from '../../../src/app/undo-leftover.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { findStrayHelpers, removeStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { removeTable } from '../../../src/docker/leash/remove-table.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { UserError } from '../../../src/errors/user-error.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { FaultDriver, PreparedFault } from '../../../src/faults/fault-driver.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import type { PlannedFault, PlannedTarget } from '../../../src/plan/run-plan.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { execIn } from './exec-in.ts';
import { labelledStack } from './labelled-stack.ts';
import type { LabelledStack } from './labelled-stack.ts';
import { networkDriver } from './network-driver-source.ts';
import { oneOf, plannedFault } from './network-subject.ts';
import { pairsWithin, whoReachesWhom } from './reach.ts';

const ALL = ['a1', 'a2', 'b1', 'b2', 'b3'];
const SPLIT: PlannedTarget = {
  kind: 'groups',
  name: 'split',
  groups: [
    ['a1', 'a2'],
    ['b1', 'b2', 'b3'],
  ],
};
const CUT = { direction: 'both', port: null, action: 'drop' } as const;
const limit = (): AbortSignal => AbortSignal.timeout(60_000);

describe.skipIf(!hasTestEngine())('partition and isolate, by who can reach whom', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  const reapplied: string[] = [];
  const open: { driver: FaultDriver; prepared: PreparedFault }[] = [];

  beforeAll(async () => {
    engine = await testEngine();
    stack = await labelledStack(engine, await testImage(engine, 'base'), ALL);
  });
  afterAll(() => stack?.dispose());
  afterEach(async () => {
    await undoAll();
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(ALL));
  });

  /** As a run does; the observers end with the proof. */
  async function undoAll(): Promise<void> {
    for (const { driver, prepared } of open.splice(0)) {
      await driver.undo(prepared.undo, limit());
      await expect.poll(() => prepared.proveGone(limit())).toMatchObject({ proven: true });
    }
  }

  async function inject(settings: FaultSettings, target: PlannedTarget): Promise<PreparedFault> {
    reapplied.length = 0;
    const listener = { onReapplied: (_: string, instance: string) => reapplied.push(instance), onFollowFailed: () => undefined };
    const driver = await networkDriver(engine, { run: stack.run, project: stack.project, listener });
    const fault: PlannedFault = plannedFault(settings, target, `f${open.length}${Math.random().toString(36).slice(2, 8)}`);
    const prepared = await driver.prepare(fault, limit());
    open.push({ driver, prepared });
    await prepared.inject(limit());
    return prepared;
  }

  it('two are cut off from three; within the groups everybody reaches everybody', async () => {
    const prepared = await inject({ type: 'partition', ...CUT }, SPLIT);
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(['a1', 'a2'], ['b1', 'b2', 'b3']));
    expect(await prepared.prove(limit())).toMatchObject({ proven: true, value: 12, unit: 'ways' });
  });

  it('a partition one way lets requests through, and not their answers; the proof tells it from one both ways', async () => {
    const prepared = await inject({ type: 'partition', ...CUT, direction: 'to' }, SPLIT);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    expect(proof.detail).toMatch(/requests still arrive on [1-6] of them/u);
  });

  it('a partition of one port leaves the others alone', async () => {
    const prepared = await inject({ type: 'partition', ...CUT, port: 9090 }, SPLIT);
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(ALL));
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
  });

  it('a rejecting partition refuses at once', async () => {
    const prepared = await inject({ type: 'partition', ...CUT, action: 'reject' }, SPLIT);
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    const ip = Object.values((await engine.docker.getContainer(await stack.idOf('b1')).inspect()).NetworkSettings.Networks)[0]?.IPAddress;
    expect(await execIn(engine, await stack.idOf('a1'), `nc -w 5 ${ip} 8080 -e true 2>&1`)).toMatch(/refused/iu);
  });

  it('an isolated container reaches nobody, and nobody reaches it', async () => {
    await inject({ type: 'isolate', ...CUT }, oneOf('a1'));
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(ALL.slice(1)));
    expect(await execIn(engine, await stack.idOf('a1'), 'nc -w 1 127.0.0.1 8080 -e true && echo inside')).toContain('inside');
  });

  it('two faults on one container add up, and are undone one by one', async () => {
    const pair = (other: string): PlannedTarget => ({ kind: 'groups', name: other, groups: [['a1'], [other]] });
    await inject({ type: 'partition', ...CUT }, pair('b1'));
    await inject({ type: 'partition', ...CUT }, pair('b2'));
    const withoutBoth = pairsWithin(ALL).filter((way) => !/^(?:a1>b[12]|b[12]>a1)$/u.test(way));
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual(withoutBoth);
    const [first] = open;
    await first?.driver.undo(first.prepared.undo, limit());
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual([...withoutBoth, 'a1>b1', 'b1>a1'].toSorted());
  });

  it('follows a restarted victim, which would be free otherwise', async () => {
    const prepared = await inject({ type: 'partition', ...CUT }, SPLIT);
    await stack.restart('a1');
    await expect.poll(() => reapplied).toEqual(['a1']);
    expect(await whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(['a1', 'a2'], ['b1', 'b2', 'b3']));
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true, value: 12 });
  });

  it('follows a recreated victim, and a peer that came back with another address', async () => {
    const prepared = await inject({ type: 'partition', ...CUT }, SPLIT);
    await stack.remove('a1');
    await stack.remove('b1');
    // The freed address goes to somebody else first.
    await stack.add('x1');
    await stack.add('b1');
    await stack.add('a1');
    await expect.poll(() => reapplied).toEqual(['a1']);
    await expect.poll(() => whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(['a1', 'a2'], ['b1', 'b2', 'b3']));
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true, value: 12 });
    await stack.remove('x1');
  });

  it('a fault whose victim stays away is lost, and undone all the same', async () => {
    const prepared = await inject({ type: 'isolate', ...CUT }, oneOf('a1'));
    await engine.call('stopping', async (docker) => docker.getContainer(await stack.idOf('a1')).stop({ t: 0 }));
    expect(await prepared.prove(limit())).toMatchObject({ proven: false });
    const [mine] = open;
    await mine?.driver.undo(prepared.undo, limit());
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
    await engine.call('starting', async (docker) => docker.getContainer(await stack.idOf('a1')).start());
  });

  it('a container in another one’s network is cut off there; one in the machine’s own is refused before anything is done', async () => {
    const driver = await networkDriver(engine, { run: stack.run, project: stack.project });
    await stack.add('onhost', { networkMode: 'host', command: ['sleep', '600'] });
    await stack.add('chained', { networkMode: `container:${await stack.idOf('a2')}`, command: ['sleep', '600'] });
    await stack.add('hostchained', { networkMode: `container:${await stack.idOf('onhost')}`, command: ['sleep', '600'] });
    try {
      for (const instance of ['onhost', 'hostchained']) {
        const refusal = driver.prepare(plannedFault({ type: 'isolate', ...CUT }, oneOf(instance)), limit());
        await expect(refusal).rejects.toThrow(/network of the engine’s machine/u);
        await expect(refusal).rejects.toBeInstanceOf(UserError);
      }
      expect(await findStrayHelpers(engine, { run: stack.run }, limit())).toEqual([]);
      // As a plan has it: whoever lives in the network is a victim.
      const both: PlannedTarget = {
        kind: 'instances',
        name: 'chained',
        drawn: ['chained', 'a2'],
        candidates: ['chained'],
        alongside: ['a2'],
      };
      const prepared = await inject({ type: 'isolate', ...CUT }, both);
      expect((await findStrayHelpers(engine, { run: stack.run }, limit())).filter(({ role }) => role === 'helper')).toHaveLength(1);
      expect(await prepared.prove(limit())).toMatchObject({ proven: true });
      expect(await whoReachesWhom(engine, stack, ALL)).toEqual(pairsWithin(ALL.filter((one) => one !== 'a2')));
    } finally {
      await undoAll();
      for (const instance of ['hostchained', 'chained', 'onhost']) await stack.remove(instance);
    }
  });

  it('its helpers carry labels and one capability, and are gone after undo', async () => {
    const prepared = await inject({ type: 'isolate', ...CUT }, oneOf('a1'));
    const [helper, ...more] = (await findStrayHelpers(engine, { run: stack.run }, limit())).filter(({ role }) => role === 'helper');
    expect(more).toEqual([]);
    expect(Date.parse(helper?.expiresAt ?? '')).toBeGreaterThan(Date.now());
    const { HostConfig, Config } = await engine.docker.getContainer(helper?.container ?? '').inspect();
    expect(HostConfig).toMatchObject({
      CapAdd: ['NET_ADMIN'],
      CapDrop: ['ALL'],
      ReadonlyRootfs: true,
      AutoRemove: true,
      Privileged: false,
    });
    expect(Config).toMatchObject({ OpenStdin: true, StdinOnce: true, AttachStdin: true, Healthcheck: { Test: ['NONE'] } });
    const [mine] = open;
    await mine?.driver.undo(prepared.undo, limit());
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
    await expect.poll(() => findStrayHelpers(engine, { run: stack.run }, limit())).toEqual([]);
  });

  it('SIGKILL of the injector gives the network back, without anybody’s doing', async () => {
    const source = new URL('./network-driver-source.ts', import.meta.url).href;
    const input = { run: stack.run, url: engine.address.url, project: stack.project, class: 'kernel' };
    const fault = plannedFault({ type: 'isolate', ...CUT }, oneOf('a1'));
    const child = spawn(process.execPath, [new URL('../fault-driver/fault-driver-child.main.ts', import.meta.url).pathname], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify({ do: 'inject', source: { module: source, input }, fault }));
    await once(child.stdout, 'data');
    expect(await whoReachesWhom(engine, stack, ['a1', 'a2'])).toEqual([]);
    const id = await stack.idOf('a1');
    // A loop inside the container tells when it reaches its neighbour again; each try takes a second at most.
    const ip = Object.values((await engine.docker.getContainer(await stack.idOf('a2')).inspect()).NetworkSettings.Networks)[0]?.IPAddress;
    const back = execIn(engine, id, `until nc -w 1 ${ip} 8080 -e true 2>/dev/null; do :; done; echo back`);
    await sleep(300);
    const from = performance.now();
    child.kill('SIGKILL');
    expect(await back).toContain('back');
    // One try that was under way may still wait for its second.
    expect(performance.now() - from).toBeLessThan(15_000);
    await expect.poll(async () => (await findStrayHelpers(engine, { run: stack.run }, limit())).length).toBe(0);
  });

  it('a helper of the weak class that is killed leaves rules, which recovery finds and takes away', async () => {
    const driver = await networkDriver(engine, { run: stack.run, project: stack.project, class: 'helper' });
    const prepared = await driver.prepare(plannedFault({ type: 'isolate', ...CUT }, oneOf('a1')), limit());
    await prepared.inject(limit());
    await removeStrayHelpers(engine, await findStrayHelpers(engine, { run: stack.run }, limit()), limit());
    expect(await whoReachesWhom(engine, stack, ['a1', 'a2'])).toEqual([]);
    const image = await provideHelperImage(engine, {}, limit());
    const where = { image, run: stack.run, container: await stack.idOf('a1'), nowMs: Date.now() };
    const table = `shakedown_${stack.run}_broken`;
    expect(await removeTable(engine, { ...where, table: table.slice(0, -1) }, limit())).toBe('absent');
    expect(await removeTable(engine, { ...where, table }, limit())).toBe('removed');
    expect(await removeTable(engine, { ...where, table }, limit())).toBe('absent');
    await driver.undo(prepared.undo, limit());
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
  });

  it('rules that a killed helper of the weak class left are found on the engine alone, and taken away with their marker', async () => {
    const driver = await networkDriver(engine, { run: stack.run, project: stack.project, class: 'helper' });
    const prepared = await driver.prepare(plannedFault({ type: 'isolate', ...CUT }, oneOf('a1')), limit());
    await prepared.inject(limit());
    await removeStrayHelpers(engine, await findStrayHelpers(engine, { run: stack.run }, limit()), limit());
    const left = async () => {
      const all = await findEngineLeftovers(engine, { now: currentMoment(), except: null }, limit());
      return all.filter(({ run }) => run === stack.run);
    };
    const found = await left();
    expect(found.map(({ what, describe: said }) => [what, said])).toEqual([['fault', prepared.undo.describe]]);
    for (const one of found) expect(await undoLeftover(engine, one)).toMatchObject({ ok: true });
    expect(await left()).toEqual([]);
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
    await driver.undo(prepared.undo, limit());
  });
});
