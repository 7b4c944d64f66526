import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMarkers } from '../../../src/docker/markers.ts';
import { inspectOrGone } from '../../../src/docker/stack-container.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { hasTestEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { execIn } from '../docker-network/exec-in.ts';
import { oneOf, plannedFault } from '../docker-network/network-subject.ts';
import { loadDriver } from '../fault-driver/driver-source.ts';
import { injectInChild } from '../fault-driver/in-child.ts';
import { driverOf, OWN_DISK, resourceSubject } from './resource-subject.ts';
import type { ResourceSubject } from './resource-subject.ts';

const MIB = 2 ** 20;
const limit = (): AbortSignal => AbortSignal.timeout(20_000);
const fill = (path: string, atMostBytes: number | null = null): FaultSettings => ({
  type: 'disk_fill',
  path,
  until: { leftBytes: 0 },
  atMostBytes,
});
/** A byte that lands on the disk, or the kernel's own words. */
const WRITE = 'dd if=/dev/zero of=/data/probe bs=4096 count=1 2>&1 && echo written; rm -f /data/probe';

/** Is root, and starts a worker as somebody else when it gets a signal. */
const MASTER = `
  const { spawn } = require('child_process');
  process.on('SIGUSR2', () => spawn('sleep', ['1000'], { uid: 33, gid: 33 }));
  setInterval(() => {}, 1000);`;

/** Some 100 ms on a machine that does nothing else; a look alone is a process that is started in the container. */
const BACK_MS = 3_000;

function told(what: string, from: number): number {
  const ms = performance.now() - from;
  process.stderr.write(`space back ${ms.toFixed(0)} ms after ${what}\n`);
  return ms;
}

describe.skipIf(!hasTestEngine())('faults on what a container may use', () => {
  let subject: ResourceSubject;

  beforeAll(async () => {
    const { Tmpfs } = OWN_DISK;
    subject = await resourceSubject({
      settings: fill('/data'),
      hostConfig: { Tmpfs: { ...Tmpfs, '/endless': 'rw', '/sealed': 'ro,size=1m' }, Binds: ['/tmp:/host'], NanoCpus: 5e8, PidsLimit: 40 },
    });
    await subject.stack.add('shellless', {
      image: await testImage(subject.engine, 'shellless'),
      command: ['node', '-e', 'setInterval(() => {}, 1000)'],
      hostConfig: OWN_DISK,
    });
    await subject.stack.add('master', { image: await testImage(subject.engine, 'node'), command: ['node', '-e', MASTER] });
  });
  afterAll(() => subject.dispose());

  const driverFor = (settings: FaultSettings, allowHostDisk = false): Promise<FaultDriver> => {
    const { module, input } = subject.injector;
    return loadDriver({ module, input: { ...Object(input), driver: driverOf(settings), allowHostDisk } });
  };
  const sourceFor = (settings: FaultSettings) => ({
    ...subject.injector,
    input: { ...Object(subject.injector.input), driver: driverOf(settings) },
  });
  const inWorker = async (script: string): Promise<string> => execIn(subject.engine, await subject.stack.idOf('worker'), script);
  const hostConfig = async () => (await inspectOrGone(subject.engine, await subject.stack.idOf('worker'), limit()))?.HostConfig;

  async function refusal(settings: FaultSettings, service = 'worker', allowHostDisk = false): Promise<string> {
    const driver = await driverFor(settings, allowHostDisk);
    return driver.prepare(plannedFault(settings, oneOf(service)), limit()).then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
  }

  it('a full disk: the target gets ENOSPC, also after it was started anew, and its space back with the undo', async () => {
    const driver = await driverFor(fill('/data'));
    const prepared = await driver.prepare(plannedFault(fill('/data'), oneOf('worker')), limit());
    expect(await inWorker(WRITE)).toContain('written');
    await prepared.inject(limit());
    expect(await inWorker(WRITE)).toContain('No space left on device');
    expect(await inWorker('ls -A /data')).toBe('');
    await subject.stack.restart('worker');
    await expect.poll(() => inWorker(WRITE)).toContain('No space left on device');
    const from = performance.now();
    await driver.undo(prepared.undo, limit());
    expect(await inWorker(WRITE)).toContain('written');
    expect(told('undo', from)).toBeLessThan(BACK_MS);
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
  });

  it('a full disk has its space back soon after its injector was killed', async () => {
    await injectInChild(sourceFor(fill('/data')), plannedFault(fill('/data'), oneOf('worker')));
    const from = performance.now();
    await expect.poll(() => inWorker(WRITE), { interval: 50 }).toContain('written');
    expect(told('kill -9', from)).toBeLessThan(BACK_MS);
  });

  it.each([
    [fill('/nowhere'), 'it has no /nowhere'],
    [fill('/bin/sh'), 'a part of /bin/sh is a link'],
    [fill('/bin/busybox'), '/bin/busybox is no folder'],
    [fill('/sealed'), 'read-only'],
    [fill('/endless'), 'a memory disk without a size'],
    [fill('/proc'), 'no disk'],
    [fill('/tmp'), 'its own files lie on the engine’s disk'],
    [fill('/host'), '/host is a folder of the engine’s machine'],
    [fill('/data', MIB), '`atMost` is 1MiB'],
    [{ type: 'cpu_throttle', cpus: 0.5 }, 'it may use 0.5 cores as it is'],
    [{ type: 'pids_limit', most: { limit: 40 } }, 'it may have 40 processes as it is'],
    [{ type: 'fd_limit', limit: 1_048_576 }, 'files as it is'],
    [{ type: 'memory_pressure', amount: { share: 0.9 } }, 'it has no memory limit'],
    [{ type: 'memory_pressure', amount: { bytes: 2 ** 50 } }, 'stay so'],
  ] as const)('%j is refused before anything is touched', async (settings, why) => {
    expect(await refusal(settings)).toContain(why);
  });

  it('the engine’s disk keeps its reserve although the manifest allows it, and has a cap', async () => {
    expect(await refusal(fill('/tmp'), 'worker', true)).toContain('how much it may take');
    expect(await refusal(fill('/tmp', 2 ** 50), 'worker', true)).toContain('stay free');
  });

  it('of the engine’s disk no more is taken than the manifest says, and the reserve stays free', async () => {
    const look = async (): Promise<{ free: number; total: number }> => {
      const [free = 0, total = 0, size = 0] = (await inWorker("stat -f -c '%a %b %S' /tmp")).trim().split(' ').map(Number);
      return { free: free * size, total: total * size };
    };
    const before = await look();
    const settings: FaultSettings = {
      type: 'disk_fill',
      path: '/tmp',
      until: { leftBytes: before.free - 256 * MIB },
      atMostBytes: 512 * MIB,
    };
    const driver = await driverFor(settings, true);
    const prepared = await driver.prepare(plannedFault(settings, oneOf('worker')), limit());
    await prepared.inject(limit());
    const proof = await prepared.prove(limit());
    expect(proof, proof.detail).toMatchObject({ proven: true });
    const held = await look();
    // Others write to that disk too.
    expect(before.free - held.free).toBeGreaterThan(128 * MIB);
    expect(held.free).toBeGreaterThan(Math.max(0.05 * held.total, 2048 * MIB));
    await driver.undo(prepared.undo, limit());
    await expect.poll(() => prepared.proveGone(limit())).toMatchObject({ proven: true });
  });

  it('a disk that is full already, and a limit below what is in use, are refused with the numbers', async () => {
    await inWorker('dd if=/dev/zero of=/data/own bs=1M count=64');
    expect(await refusal(fill('/data'))).toMatch(/full already: 100% is used, and 0MiB are free/u);
    expect(await refusal({ type: 'memory_limit', limitBytes: 16 * MIB })).toMatch(
      /it holds 3\dMiB now, and the fault would let it hold 16MiB/u,
    );
    await inWorker('rm /data/own');
  });

  it.each([
    { type: 'cpu_throttle', cpus: 0.1 },
    { type: 'pids_limit', most: { left: 0 } },
  ] as const)('limits are exactly as they were: %j', async (settings) => {
    const before = await hostConfig();
    const driver = await driverFor(settings);
    const prepared = await driver.prepare(plannedFault(settings, oneOf('worker')), limit());
    await prepared.inject(limit());
    expect((await listMarkers(subject.engine, limit())).filter(({ run }) => run === subject.stack.run)).toMatchObject([
      { record: prepared.undo },
    ]);
    expect(await hostConfig()).not.toEqual(before);
    await driver.undo(prepared.undo, limit());
    expect(await hostConfig()).toEqual(before);
    expect((await listMarkers(subject.engine, limit())).filter(({ run }) => run === subject.stack.run)).toEqual([]);
  });

  it('processes cannot be started beyond the limit', async () => {
    const pids: FaultSettings = { type: 'pids_limit', most: { left: 1 } };
    const driver = await driverFor(pids);
    const prepared = await driver.prepare(plannedFault(pids, oneOf('worker')), limit());
    await prepared.inject(limit());
    // The shell itself is the one that is left.
    expect(await inWorker('sleep 0 & wait; echo done')).toMatch(/can't fork|Resource temporarily unavailable/u);
    await driver.undo(prepared.undo, limit());
    expect(await inWorker('sleep 0 & wait; echo done')).toContain('done');
  });

  it('a limit of files is given back to processes, too, that were started as another user while it stood', async () => {
    const settings = { type: 'fd_limit', limit: 64 } as const;
    const driver = await driverFor(settings);
    const prepared = await driver.prepare(plannedFault(settings, oneOf('master')), limit());
    await prepared.inject(limit());
    const container = subject.engine.docker.getContainer(await subject.stack.idOf('master'));
    await container.kill({ signal: 'SIGUSR2' });
    await expect.poll(async () => JSON.stringify(await container.top())).toContain('sleep');
    await expect(prepared.proveGone(limit())).resolves.toMatchObject({
      proven: false,
      detail: expect.stringMatching(/[2-9] processes still have 64/u),
    });
    await driver.undo(prepared.undo, limit());
    expect(await prepared.proveGone(limit())).toMatchObject({ proven: true });
  });

  it('need nothing of the container: one without a shell has its disk filled and its files limited', async () => {
    for (const settings of [fill('/data'), { type: 'fd_limit', limit: 8 }, { type: 'cpu_burn', workers: 1 }] as const) {
      const driver = await driverFor(settings);
      const prepared = await driver.prepare(plannedFault(settings, oneOf('shellless')), limit());
      await prepared.inject(limit());
      expect(await prepared.prove(limit()), settings.type).toMatchObject({ proven: true });
      await driver.undo(prepared.undo, limit());
      expect(await prepared.proveGone(limit()), settings.type).toMatchObject({ proven: true });
    }
  });
});
