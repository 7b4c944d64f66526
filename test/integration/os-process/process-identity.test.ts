import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { listMarkedProcesses } from '../../../src/os-process/list-marked-processes.ts';
import { processStartTime, sameProcess } from '../../../src/os-process/process-identity.ts';
import { markerEnvironment } from '../../../src/os-process/process-marker.ts';
import { readProcessStat } from '../../../src/os-process/process-stat.ts';
import { signalGroup, signalProcess } from '../../../src/os-process/signal-process.ts';
import { waitForExit } from '../../../src/os-process/wait-for-exit.ts';

const children: { kill: () => void }[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** Node, idle for a minute, with a child of its own in the same group if asked. */
async function idle(env: Record<string, string> = {}): Promise<{ pid: number; startTime: string; exited: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', "process.stdout.write('up'); setTimeout(() => {}, 60_000)"], {
    detached: true,
    env: { ...process.env, ...env },
  });
  children.push({ kill: () => child.kill('SIGKILL') });
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return { pid, startTime: (await processStartTime(pid)) ?? '', exited: once(child, 'exit') };
}

describe('a process identity', () => {
  it('holds while the process lives and no longer', async () => {
    const one = await idle();
    expect(await sameProcess(one.pid, one.startTime)).toBe(true);
    await signalProcess(one, 'SIGKILL');
    await one.exited;
    expect(await processStartTime(one.pid)).toBeNull();
  });

  it('sends nothing when the number belongs to a process with another start time', async () => {
    const one = await idle();
    expect(await signalGroup({ pid: one.pid, startTime: '1@00000000' }, 'SIGKILL')).toBe('gone');
    expect(await signalProcess({ pid: one.pid, startTime: '1@00000000' }, 'SIGKILL')).toBe('gone');
    expect(await sameProcess(one.pid, one.startTime)).toBe(true);
  });

  it('sees a stopped process as T and a continued one as not T', async () => {
    const one = await idle();
    await signalGroup(one, 'SIGSTOP');
    await expect.poll(async () => (await readProcessStat(one.pid))?.state, { timeout: 20_000 }).toBe('T');
    await signalGroup(one, 'SIGCONT');
    await expect.poll(async () => (await readProcessStat(one.pid))?.state, { timeout: 20_000 }).not.toBe('T');
  });

  it('is found by the marker of its run and role only', async () => {
    const run = `test-${process.pid}`;
    const one = await idle(markerEnvironment(run, 'stack'));
    await idle(markerEnvironment(run, 'proxy'));
    await idle(markerEnvironment(`${run}0`, 'stack'));
    expect((await listMarkedProcesses(run, 'stack')).map((stat) => stat.pid)).toEqual([one.pid]);
  });

  it('is reported as still there when it outlives the wait', async () => {
    const [left, gone] = [await idle(), await idle()];
    await signalProcess(gone, 'SIGKILL');
    const still = await waitForExit([left, gone], 300, new AbortController().signal);
    expect(still.map((one) => one.pid)).toEqual([left.pid]);
  });
});

const STARVED = new URL('./starved.main.ts', import.meta.url).pathname;

describe.skipIf(process.platform !== 'linux')('a stopped process, looked after by one whose file descriptors are all in use', () => {
  async function lookedAfter(task: { readonly free: number; readonly forMs: number | null }) {
    const run = `test-${process.pid}-starved`;
    const one = await idle(markerEnvironment(run, 'stack'));
    await signalGroup(one, 'SIGSTOP');
    const argument = JSON.stringify({ ...task, pid: one.pid, run });
    const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n 120; exec "$@"', 'sh', process.execPath, STARVED, argument]);
    const said: Record<string, string> = JSON.parse(stdout);
    return { said, state: (await readProcessStat(one.pid))?.state ?? 'gone' };
  }

  it('is never taken for gone: whoever cannot look says so', async () => {
    const { said, state } = await lookedAfter({ free: 0, forMs: null });
    expect(Object.keys(said)).toEqual(['signal', 'wait', 'find', 'go', 'end']);
    for (const [what, came] of Object.entries(said)) expect(came, what).toContain('EMFILE');
    expect(state).toBe('T');
  });

  it.each([
    { free: 0, forMs: 300 },
    { free: 1, forMs: null },
  ])('is found, continued and ended: %o', async (task) => {
    const { said, state } = await lookedAfter(task);
    expect(said).toEqual({ signal: 'done', wait: 'done', find: 'done', go: 'done', end: 'done' });
    expect(state).toBe('gone');
  });
});
