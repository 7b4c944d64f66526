import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContainerFaultDriver } from '../../../src/faults/drivers/docker/container/container-fault-driver.ts';
import { createCrashFaultDriver } from '../../../src/faults/drivers/docker/crash/crash-fault-driver.ts';
import { createLimitFaultDriver } from '../../../src/faults/drivers/docker/limits/limit-fault-driver.ts';
import type { Json, UndoRecord, Undoer } from '../../../src/journal/undo-record.ts';
import { startScriptedServer } from '../toxiproxy/scripted-server.ts';

const ID = 'c'.repeat(64);
const LABELS = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db', 'com.docker.compose.container-number': '1' };
const victim = { instance: 'db', service: 'db', replica: 1, id: ID, name: 'shop-db-1', startedAt: '2026-01-01T00:00:00Z' };
const wallClock = (): Date => new Date();

/** An engine that takes every order and does nothing. */
let state = { Status: 'running', Running: true, Paused: false, Restarting: false, StartedAt: victim.startedAt, ExitCode: 0, Pid: 1 };
let limits: Readonly<Record<string, number>> = {};
let engine: Awaited<ReturnType<typeof startScriptedServer>>;
beforeEach(async () => {
  engine = await startScriptedServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/u, '');
    const say = (value: unknown): void => void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (path.startsWith('/info')) say({ ID: 'E', Name: 'e', DockerRootDir: '/', OperatingSystem: 'x', OSType: 'linux' });
    else if (path.startsWith('/version')) say({ Version: '28.0', ApiVersion: '1.47', Arch: 'amd64' });
    else if (path.startsWith('/containers/json') && path.includes('marker')) say([]);
    else if (path.startsWith('/containers/json')) say([{ Id: ID, Names: ['/shop-db-1'], State: state.Status, Labels: LABELS, Ports: [] }]);
    else if (request.method === 'GET')
      say({ Id: ID, Name: '/shop-db-1', State: state, Config: { Labels: LABELS }, HostConfig: limits, NetworkSettings: { Networks: {} } });
    else response.writeHead(204).end();
  });
});
afterEach(() => engine.close());

function record(driver: string, data: { readonly [key: string]: Json }): UndoRecord {
  const at = { url: engine.url.replace('http:', 'tcp:'), tlsFolder: null, id: 'E' };
  const [manual, expiresAt] = [[], new Date(0).toISOString()];
  return {
    v: 1,
    id: 'fault:x',
    run: 'r',
    fault: 'x',
    driver,
    driverVersion: 1,
    describe: 'x',
    manual,
    expiresAt,
    data: { engine: at, ...data },
  };
}

const undo = (undoer: Undoer, data: { readonly [key: string]: Json }): Promise<void> =>
  undoer.undo(record(undoer.id, data), AbortSignal.timeout(20_000));

describe('an engine that takes an order is not believed: an undo looks again', () => {
  it('at a container that was started, and ended again', async () => {
    state = { ...state, Status: 'exited', Running: false };
    const driver = createContainerFaultDriver({ run: '', stack: null, wallClock, hostSignal: null });
    const data = { kind: 'stop', project: 'shop', restore: 'us', containers: [victim] };
    await expect(undo(driver, data)).rejects.toThrow('shop-db-1 was started, and has ended again');
    const crash = createCrashFaultDriver({ run: '', stack: null, image: null, wallClock });
    await expect(undo(crash, { project: 'shop', containers: [victim] })).rejects.toThrow('db was started, and has ended again');
  });

  it('at a container that stays paused', async () => {
    state = { ...state, Status: 'paused', Running: true, Paused: true };
    const driver = createContainerFaultDriver({ run: '', stack: null, wallClock, hostSignal: null });
    const data = { kind: 'pause', project: 'shop', restore: 'us', containers: [victim] };
    await expect(undo(driver, data)).rejects.toThrow('shop-db-1 is paused still');
  });

  it('at limits; 0, -1 and nothing are the same', async () => {
    const driver = createLimitFaultDriver({ run: '', stack: null, wallClock });
    const data = { containers: [{ instance: 'db', id: ID, name: 'shop-db-1', back: { PidsLimit: 50, CpuQuota: -1 } }] };
    limits = { PidsLimit: 7 };
    await expect(undo(driver, data)).rejects.toThrow('shop-db-1 has other limits than it is to have: PidsLimit 7');
    limits = { PidsLimit: 50, CpuQuota: 0 };
    await expect(undo(driver, data)).resolves.toBeUndefined();
  });

  it('at memory, but not at a limit of swap that the engine cannot set: it has none in its place', async () => {
    const driver = createLimitFaultDriver({ run: '', stack: null, wallClock });
    const data = { containers: [{ instance: 'db', id: ID, name: 'shop-db-1', back: { Memory: 8_192, MemorySwap: 16_384 } }] };
    limits = { Memory: 8_192, MemorySwap: -1 };
    await expect(undo(driver, data)).resolves.toBeUndefined();
    limits = { Memory: 8_192, MemorySwap: 4_096 };
    await expect(undo(driver, data)).rejects.toThrow('shop-db-1 has other limits than it is to have: MemorySwap 4096');
  });
});
