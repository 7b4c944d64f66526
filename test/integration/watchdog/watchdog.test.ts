import { appendFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { findLeftovers } from '../../../src/journal/find-leftovers.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import { locksFolder, runsFolder } from '../../../src/journal/state-folder.ts';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { readProcessStat } from '../../../src/os-process/process-stat.ts';
import { readEventLog } from '../../../src/run-folder/read-event-log.ts';
import { doomedRun } from './doomed-run.ts';
import type { DoomedRun, DoomedTask } from './doomed-run.ts';

let doomed: DoomedRun | null = null;

afterEach(async () => {
  await doomed?.dispose();
  doomed = null;
});

async function start(more: Partial<DoomedTask> = {}, where = {}) {
  const run = await doomedRun(more, where);
  doomed = run;
  const { watchdog = 0, runFolder = '', journalPath = '' } = await run.reached('watched');
  return { run, watchdog, runFolder, journalPath };
}

async function stateOf(pid: number): Promise<string> {
  return (await readProcessStat(pid))?.state ?? 'gone';
}

async function stopped(run: DoomedRun): Promise<number> {
  const { victim = 0 } = await run.reached('injected');
  await expect.poll(() => stateOf(victim), { timeout: 20_000 }).toBe('T');
  return victim;
}

async function nothingIsLeft(run: DoomedRun): Promise<void> {
  await expect.poll(() => run.left(), { timeout: 15_000 }).toEqual([]);
  expect(await readdir(runsFolder(run.state))).toEqual([]);
  expect(await readdir(locksFolder(run.state))).toEqual([]);
}

describe('the watchdog of a run that is killed with SIGKILL', () => {
  it.each([
    ['the process alone', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['its whole process group', (pid: number) => process.kill(-pid, 'SIGKILL')],
  ])('lets a stopped service run again within a second, then ends the stack: %s', async (_, kill) => {
    const { run, runFolder } = await start();
    const victim = await stopped(run);
    const from = performance.now();
    kill(run.pid);
    while ((await stateOf(victim)) === 'T') await sleep(2);
    expect(performance.now() - from).toBeLessThan(1_000);
    await nothingIsLeft(run);
    // It ran again, heard SIGTERM and ended by itself.
    expect(await readFile(join(runFolder, 'logs', 'api.log'), 'utf8')).toContain('bye');
    const events = await readEventLog(runFolder);
    expect(events.map((event) => event.seq)).toEqual([0, 1, 2, 3]);
    expect(events.slice(1)).toMatchObject([
      { type: 'record-replayed', by: 'watchdog', ok: true, message: expect.stringContaining('SIGCONT to api') },
      { type: 'record-replayed', by: 'watchdog', ok: true, id: 'process:api' },
      { type: 'record-replayed', by: 'watchdog', ok: true, id: 'process:db' },
    ]);
  });

  it('ends the program of a probe, too, which no record names', async () => {
    const { run } = await start({ probing: true });
    const victim = await stopped(run);
    expect((await run.left()).length).toBeGreaterThan(2);
    process.kill(run.pid, 'SIGKILL');
    await nothingIsLeft(run);
    expect(await stateOf(victim)).toBe('gone');
  });

  it('undoes what the journal held before a line that the death cut off', async () => {
    const { run, journalPath } = await start();
    await stopped(run);
    await appendFile(journalPath, '{"type":"recorded","at":"2026-');
    process.kill(run.pid, 'SIGKILL');
    await nothingIsLeft(run);
    expect(await findLeftovers(run.state, currentMoment())).toEqual([]);
  });

  it('leaves nothing, whenever it happens', { timeout: 300_000 }, async () => {
    for (let round = 0; round < 8; round += 1) {
      const { run } = await start();
      await sleep(round * 100);
      process.kill(run.pid, 'SIGKILL');
      await nothingIsLeft(run);
      expect(await findLeftovers(run.state, currentMoment())).toEqual([]);
      await run.dispose();
    }
  });
});

describe('a watchdog', () => {
  it('survives the closing of the terminal, which ends its run', async () => {
    const { run, runFolder } = await start({}, { inTerminal: true });
    const victim = await stopped(run);
    // Nobody holds the other end any more: the kernel hangs up on all who have this one.
    process.kill(run.pid, 'SIGKILL');
    await expect.poll(() => stateOf(victim), { timeout: 5_000 }).not.toBe('T');
    await nothingIsLeft(run);
    expect((await readEventLog(runFolder)).slice(1)).toHaveLength(3);
  });

  it('is not ended by the signals of a terminal or a job', async () => {
    const { run, watchdog } = await start();
    const startTime = await processStartTime(watchdog);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(watchdog, signal);
    const victim = await stopped(run);
    expect(await processStartTime(watchdog)).toBe(startTime);
    process.kill(run.pid, 'SIGKILL');
    await expect.poll(() => stateOf(victim), { timeout: 5_000 }).not.toBe('T');
    await nothingIsLeft(run);
  });

  it('goes without touching anything when the run says that it is done', async () => {
    const { run, watchdog } = await start();
    const victim = await stopped(run);
    process.kill(run.pid, 'SIGUSR2');
    await run.reached('done');
    expect(await processStartTime(watchdog)).toBeNull();
    expect(await stateOf(victim)).toBe('T');
    for (const pid of await run.left()) process.kill(pid, 'SIGKILL');
  });

  it('is missed when it dies', async () => {
    const { run, watchdog } = await start();
    await stopped(run);
    process.kill(watchdog, 'SIGKILL');
    expect((await run.reached('watchdog-lost')).reason).toMatch(/died: SIGKILL/);
    for (const pid of await run.left()) process.kill(pid, 'SIGKILL');
  });

  it('undoes what has expired while the run hangs, and only that', async () => {
    const { run, journalPath } = await start({ expiresInMs: 2_000 });
    const victim = await stopped(run);
    process.kill(run.pid, 'SIGSTOP');
    await sleep(5_000);
    expect(await stateOf(victim)).toBe('T');
    await expect.poll(() => stateOf(victim), { timeout: 15_000 }).not.toBe('T');
    const { url = '' } = await run.reached('injected');
    expect(await (await fetch(url)).text()).toBe('ok');
    await expect.poll(() => readFile(journalPath, 'utf8'), { timeout: 20_000 }).toContain('"settled"');
    process.kill(run.pid, 'SIGCONT');
    await sleep(200);
    process.kill(run.pid, 'SIGKILL');
    await nothingIsLeft(run);
  });
});
