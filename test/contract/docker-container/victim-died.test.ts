import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { findStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { listMarkers } from '../../../src/docker/markers.ts';
import { listProject } from '../../../src/docker/stack-container.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { PlannedTarget } from '../../../src/plan/run-plan.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';
import { networkDriver } from '../docker-network/network-driver-source.ts';
import { plannedFault } from '../docker-network/network-subject.ts';
import { build as resourceDriver } from '../docker-resources/resource-driver-source.ts';
import { driverOf } from '../docker-resources/resource-subject.ts';
import { build as containerDriver } from './container-driver-source.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);
const BOTH: PlannedTarget = { kind: 'instances', name: 'both', drawn: ['api', 'other'], candidates: ['api', 'other'] };

/** One kind of each way to do a fault. */
const HELD: readonly FaultSettings[] = [
  { type: 'pause' },
  { type: 'isolate', direction: 'both', port: null, action: 'drop' },
  { type: 'pids_limit', most: { limit: 50 } },
  { type: 'memory_pressure', amount: { bytes: 8 * 2 ** 20 } },
  { type: 'fd_limit', limit: 32 },
];
const ENDING: readonly FaultSettings[] = [
  { type: 'kill', signal: 'SIGKILL' },
  { type: 'stop', graceMs: 0 },
];

describe.skipIf(!hasTestEngine())('one of two victims that dies', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;

  beforeEach(async () => {
    engine = await testEngine();
    stack = await labelledStack(engine, await testImage(engine, 'base'), ['api', 'other', 'third']);
  });
  afterEach(() => stack?.dispose());

  async function driverFor(settings: FaultSettings): Promise<FaultDriver> {
    const { project, run } = stack;
    const common = { run, url: engine.address.url, project };
    switch (settings.type) {
      case 'isolate':
        return networkDriver(engine, { run, project });
      case 'pause':
      case 'kill':
      case 'stop':
        return containerDriver(common);
      default:
        return resourceDriver({ ...common, driver: driverOf(settings), allowHostDisk: false });
    }
  }

  async function dies(service: string): Promise<void> {
    const id = await stack.idOf(service);
    await engine.call('unpausing', (docker) => docker.getContainer(id).unpause()).catch(() => undefined);
    await engine.call('killing', (docker) => docker.getContainer(id).kill());
    await expect.poll(() => statusOf(service)).toBe('exited');
  }

  async function statusOf(service: string): Promise<string | undefined> {
    return (await listProject(engine, stack.project, limit(), service))[0]?.status;
  }

  async function left(): Promise<readonly unknown[]> {
    const helpers = await findStrayHelpers(engine, { run: stack.run }, limit());
    const markers = await listMarkers(engine, limit());
    return [...helpers.filter(({ role }) => role === 'helper'), ...markers.filter(({ run }) => run === stack.run)];
  }

  it.each([...HELD, ...ENDING])('between preparation and injection of $type: no proof, and a clean undo', async (settings) => {
    const driver = await driverFor(settings);
    const prepared = await driver.prepare(plannedFault(settings, BOTH), limit());
    await dies('other');
    // Whether or not the engine lets it happen to a dead one; for one that was to die, that it is dead says nothing.
    const isDone = await prepared.inject(limit()).then(
      () => true,
      () => false,
    );
    if (isDone) expect(await prepared.prove(limit())).toMatchObject({ proven: settings.type === 'stop' });
    await driver.undo(prepared.undo, limit());
    expect(await statusOf('api')).toBe('running');
    expect(await left()).toEqual([]);
  });

  it.each(HELD)('between injection and proof of $type: no proof of it, and a clean undo', async (settings) => {
    const driver = await driverFor(settings);
    const prepared = await driver.prepare(plannedFault(settings, BOTH), limit());
    await prepared.inject(limit());
    await dies('other');
    // One that falls over when it is cut off is what such a fault is there to show: its proof is of those that run.
    const ofTheLiving = settings.type === 'isolate';
    expect(await prepared.prove(limit())).toMatchObject({ proven: ofTheLiving });
    await driver.undo(prepared.undo, limit());
    expect(await statusOf('api')).toBe('running');
    expect(await left()).toEqual([]);
  });
});
