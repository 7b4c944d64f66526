import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcessFaultDriver } from '../../../src/faults/drivers/process/process-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { ProcessSpec } from '../../../src/manifest/experiment.ts';
import { readProcessStat } from '../../../src/os-process/process-stat.ts';
import type { RunningStack } from '../../../src/stack/running-stack.ts';
import { processPlan, SERVER, service } from '../stack/process-plan.ts';
import { stackBench } from '../stack/stack-bench.ts';
import type { StackBench } from '../stack/stack-bench.ts';
import { plannedFault } from './process-subject.ts';

let bench: StackBench;
let stack: RunningStack | null = null;
const never = new AbortController().signal;
const wallClock = (): Date => new Date();

beforeEach(async () => {
  bench = await stackBench();
});
afterEach(async () => {
  await stack?.stop(never);
  await bench.dispose();
});

async function start(more: Partial<ProcessSpec> = {}): Promise<{ running: RunningStack; driver: FaultDriver }> {
  const running = await bench.start(processPlan([service('api', { stopTimeoutMs: 300, ...more })]));
  stack = running;
  return { running, driver: createProcessFaultDriver({ run: bench.run, stack: running, wallClock }) };
}

async function inject(settings: FaultSettings, more: Partial<ProcessSpec> = {}) {
  const { running, driver } = await start(more);
  const prepared = await driver.prepare(plannedFault(settings), never);
  await prepared.inject(never);
  return { running, driver, prepared };
}

describe('pause', () => {
  it('stops the whole process group, and undo lets all of it run again', async () => {
    const { running, driver, prepared } = await inject({ type: 'pause' }, { env: { CHILD: 'group' } });
    const pid = running.instance('api').pid ?? 0;
    const child = Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
    const states = async () => [(await readProcessStat(pid))?.state, (await readProcessStat(child))?.state];
    await expect.poll(states, { timeout: 20_000 }).toEqual(['T', 'T']);
    expect((await prepared.prove(never)).detail).toMatch(/state T for api; 1 of 1 asked, none answered/);
    await driver.undo(prepared.undo, never);
    expect(await states()).not.toContain('T');
  });

  it('is lost when somebody else lets the process run again', async () => {
    const { running, prepared } = await inject({ type: 'pause' });
    process.kill(running.instance('api').pid ?? 0, 'SIGCONT');
    await expect.poll(async () => (await prepared.prove(never)).proven, { timeout: 20_000 }).toBe(false);
  });

  it('is proven by the kernel alone where no exchange is known', async () => {
    const { prepared } = await inject({ type: 'pause' }, { ready: { kind: 'tcp', port: 'http', timeoutMs: 5_000 } });
    await expect.poll(async () => (await prepared.prove(never)).proven, { timeout: 20_000 }).toBe(true);
    expect((await prepared.prove(never)).detail).toMatch(/no readiness probe over HTTP/);
  });

  it('sends nothing when the number belongs to another process now', async () => {
    const { running, driver, prepared } = await inject({ type: 'pause' });
    const { pid } = running.instance('api');
    await expect.poll(async () => (await readProcessStat(pid ?? 0))?.state, { timeout: 20_000 }).toBe('T');
    const data = { kind: 'pause', processes: [{ instance: 'api', pid, startTime: '1@00000000' }] };
    await driver.undo({ ...prepared.undo, run: 'another', data }, never);
    expect((await readProcessStat(pid ?? 0))?.state).toBe('T');
    await driver.undo(prepared.undo, never);
  });

  it('refuses a process that somebody else has stopped, or that is down', async () => {
    const { running, driver } = await start();
    const pid = running.instance('api').pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    await expect.poll(async () => (await readProcessStat(pid))?.state, { timeout: 20_000 }).toBe('T');
    const fault = plannedFault({ type: 'pause' });
    await expect(driver.prepare(fault, never)).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('stopped already') });
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => running.instance('api').pid, { timeout: 20_000 }).toBeNull();
    await expect(driver.prepare(fault, never)).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('not running') });
  });
});

describe('kill', () => {
  const staying = [
    ['ignores the signal', { IGNORE_SIGTERM: '1' }],
    ['takes longer to shut down than the fault and what undo waits', { STOP_AFTER_MS: '6000' }],
  ] as const;

  it.each(staying)('is unproven while the process %s, and undo puts another in its place', async (_, env) => {
    const { running, driver, prepared } = await inject({ type: 'kill', signal: 'SIGTERM' }, { env });
    const { pid } = running.instance('api');
    expect(await prepared.prove(never)).toMatchObject({ proven: false, detail: expect.stringContaining('still runs') });
    await driver.undo(prepared.undo, never);
    expect(running.instance('api').pid).not.toBe(pid);
    expect(await prepared.proveGone(never)).toMatchObject({ proven: true });
    expect(bench.log.slice(-3)).toEqual(['exited api SIGKILL expected', 'started api', 'ready api']);
  });

  it('is undone, for whoever waits to undo the next, when the process runs: it may not be ready before that', async () => {
    const { driver, prepared } = await inject({ type: 'kill', signal: 'SIGKILL' }, { env: { START_DELAY_MS: '1000' } });
    let readyBefore: boolean | null = null;
    await driver.undo(prepared.undo, never, () => {
      readyBefore = bench.log.at(-1) !== 'started api';
    });
    expect(readyBefore).toBe(false);
    expect(bench.log.at(-1)).toBe('ready api');
  });

  it('leaves a process alone, when it is undone, that no signal reached', async () => {
    const { running, driver } = await start();
    const prepared = await driver.prepare(plannedFault({ type: 'kill', signal: 'SIGTERM' }), never);
    const { pid } = running.instance('api');
    await driver.undo(prepared.undo, never);
    expect(running.instance('api').pid).toBe(pid);
  });

  it('starts the process again on undo, also when undo comes right after the signal', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { running, driver, prepared } = await inject({ type: 'kill', signal: 'SIGTERM' });
      await driver.undo(prepared.undo, never);
      expect(await prepared.proveGone(never)).toMatchObject({ proven: true });
      expect(running.instance('api').startTime).not.toBeNull();
      expect(bench.log.filter((line) => line === 'started api')).toHaveLength(2);
      await running.stop(never);
      bench.log.length = 0;
    }
  });

  it('tells the stack that the exit is expected', async () => {
    await inject({ type: 'kill', signal: 'SIGKILL' });
    await expect.poll(() => bench.log.at(-1), { timeout: 20_000 }).toBe('exited api SIGKILL expected');
  });
});

describe('restart', () => {
  it('is over when inject returns: a new process, ready on the same port', async () => {
    const { running, driver } = await start();
    const before = running.instance('api');
    const prepared = await driver.prepare(plannedFault({ type: 'restart', signal: 'SIGTERM' }), never);
    expect(prepared.instant).toBe(true);
    await prepared.inject(never);
    expect(running.instance('api')).toMatchObject({ ports: before.ports });
    expect(running.instance('api').startTime).not.toBe(before.startTime);
    expect(await prepared.prove(never)).toMatchObject({ proven: true });
    expect(await (await fetch(running.resolve('{{api.url}}'))).text()).toBe('ok');
  });
});

describe('restart of a service behind a shell', () => {
  const behindShell = (before: string) => ['sh', '-c', `${before} ${process.execPath} ${SERVER}; true`];
  const cases = [
    ['shuts down after its shell, answering all the while', 'SIGTERM', behindShell('')],
    ['has left the process group of its shell', 'SIGKILL', behindShell('setsid')],
  ] as const;

  it.each(cases)('that %s: is the deed of a process which stays', async (_, signal, command) => {
    const { running, driver } = await start({ command, env: { STOP_AFTER_MS: '1500' } });
    const prepared = await driver.prepare(plannedFault({ type: 'restart', signal }), never);
    const before = await bench.left();
    await prepared.inject(never);
    const after = await bench.left();
    expect(after.filter((one) => before.some(({ pid, startTime }) => one.pid === pid && one.startTime === startTime))).toEqual([]);
    expect(await prepared.prove(never)).toMatchObject({ proven: true });
    await sleep(2_000);
    expect(await (await fetch(running.resolve('{{api.url}}'))).text()).toBe('ok');
    expect(bench.log.filter((line) => line.endsWith('unexpected'))).toEqual([]);
  });

  it('is unproven while anything that stood there before is left', async () => {
    const { driver } = await start({ command: behindShell('setsid') });
    const prepared = await driver.prepare(plannedFault({ type: 'restart', signal: 'SIGKILL' }), never);
    expect(await prepared.prove(never)).toMatchObject({ proven: false, detail: expect.stringContaining('still runs') });
  });
});

describe('the process driver', () => {
  it('says why it cannot serve an edge or another kind', async () => {
    const { driver } = await start();
    const fault = plannedFault({ type: 'pause' });
    const edge = { name: 'e', from: [], to: [], protocol: null };
    expect(driver.supports({ ...fault, target: { kind: 'edge', name: 'e', edge } })).toMatchObject({
      refused: expect.stringContaining('edge'),
    });
    expect(driver.supports({ ...fault, settings: { type: 'down' } })).toMatchObject({ refused: expect.stringContaining('down') });
  });

  it('refuses a record that it cannot read', async () => {
    const { driver, prepared } = await inject({ type: 'pause' });
    for (const data of [null, {}, { kind: 'pause' }, { kind: 'pause', processes: [{ pid: 1 }] }]) {
      await expect(driver.undo({ ...prepared.undo, data }, never)).rejects.toMatchObject({ exitCode: 5 });
    }
    await expect(driver.undo({ ...prepared.undo, driverVersion: 2 }, never)).rejects.toThrow('newer');
    await driver.undo(prepared.undo, never);
  });
});
