import { appendFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { recover, renderRecovery } from '../../../src/app/recover.ts';
import { locksFolder, runsFolder } from '../../../src/journal/state-folder.ts';
import { readProcessStat } from '../../../src/os-process/process-stat.ts';
import { readEventLog } from '../../../src/run-folder/read-event-log.ts';
import { doomedRun } from '../watchdog/doomed-run.ts';
import type { DoomedRun } from '../watchdog/doomed-run.ts';

let doomed: DoomedRun | null = null;

afterEach(async () => {
  for (const pid of (await doomed?.left()) ?? []) process.kill(pid, 'SIGKILL');
  await doomed?.dispose();
  doomed = null;
});

/** A run with a stopped service, killed together with its watchdog. */
async function killedWithItsWatchdog(locks: 'gone' | 'live' = 'gone', probing = false) {
  const run = await doomedRun({ probing });
  doomed = run;
  const { watchdog = 0, runFolder = '', journalPath = '' } = await run.reached('watched');
  const { victim = 0 } = await run.reached('injected');
  process.kill(watchdog, 'SIGKILL');
  process.kill(run.pid, 'SIGKILL');
  await expect.poll(async () => (await readProcessStat(victim))?.state, { timeout: 20_000 }).toBe('T');
  await expect.poll(() => readProcessStat(run.pid), { timeout: 20_000 }).toBeNull();
  if (locks === 'gone') await rm(locksFolder(run.state), { recursive: true });
  return { run, runFolder, journalPath, victim, state: run.state };
}

describe('recover', () => {
  it('undoes what a run and its watchdog left, youngest first, and finds nothing the second time', async () => {
    const { run, runFolder, state } = await killedWithItsWatchdog();
    const document = await recover({ dryRun: false, state });
    expect(document).toMatchObject({ clean: true, exitCode: 0, runs: [{ run: run.run, clean: true }] });
    const undone = document.runs[0]?.records.map(({ id, undone: ok }) => [id.split('-')[0], ok]);
    expect(undone).toEqual([
      ['fault:f', true],
      ['process:api', true],
      ['process:db', true],
    ]);
    expect(await run.left()).toEqual([]);
    expect(await readdir(runsFolder(state))).toEqual([]);
    expect(await readdir(locksFolder(state))).toEqual([]);
    expect(await readFile(join(runFolder, 'logs', 'api.log'), 'utf8')).toContain('bye');
    expect((await readEventLog(runFolder)).slice(1)).toMatchObject(
      Array.from({ length: 3 }, () => ({ type: 'record-replayed', by: 'recover', ok: true })),
    );
    expect(renderRecovery(document)).toMatch(/undone: SIGCONT to api.*Everything is undone\.$/s);
    const again = await recover({ dryRun: false, state });
    expect(again).toMatchObject({ clean: true, exitCode: 0, runs: [] });
    expect(renderRecovery(again)).toBe('Nothing is left of earlier runs.');
  });

  it('ends what no record names, too, as the program of a probe', async () => {
    const { run, state } = await killedWithItsWatchdog('gone', true);
    const document = await recover({ dryRun: false, state });
    expect(document).toMatchObject({ clean: true, exitCode: 0, runs: [{ run: run.run, clean: true, message: null }] });
    expect(document.runs[0]?.records.at(-1)).toMatchObject({ id: 'processes', undone: true });
    expect(await run.left()).toEqual([]);
  });

  it('only lists with dryRun, and says that something is left', async () => {
    const { run, victim, state } = await killedWithItsWatchdog();
    const document = await recover({ dryRun: true, state });
    expect(document).toMatchObject({
      clean: false,
      exitCode: 5,
      runs: [{ run: run.run, records: [{ undone: null }, { undone: null }, { undone: null }] }],
    });
    expect((await readProcessStat(victim))?.state).toBe('T');
  });

  it('touches no run whose lock is live, except by force', async () => {
    const { run, victim, state } = await killedWithItsWatchdog('live');
    const untouched = await recover({ dryRun: false, state });
    // It may live: that is no failure, and no reason to say that nothing is there.
    expect(untouched).toMatchObject({ clean: true, exitCode: 0, runs: [], leftAlone: [{ run: run.run, engine: null }] });
    expect(untouched.leftAlone[0]?.pending).toHaveLength(3);
    expect(renderRecovery(untouched)).toMatch(
      new RegExp(
        `not touched: run ${run.run} of .* until .*held: SIGCONT to api.*recover --force ${run.run}.*Nothing is left of runs that are over\\.$`,
        's',
      ),
    );
    await expect(recover({ dryRun: false, state, force: 'another' })).rejects.toMatchObject({
      exitCode: 2,
      message: 'there is no run another here',
      try: `there are: ${run.run}`,
    });
    expect((await readProcessStat(victim))?.state).toBe('T');
    expect(await recover({ dryRun: false, state, force: run.run })).toMatchObject({
      clean: true,
      runs: [{ run: run.run }],
      leftAlone: [],
    });
    expect(await run.left()).toEqual([]);
    // Its locks too, which nobody renews any more: the next run need not wait for them to expire.
    expect(await readdir(locksFolder(state))).toEqual([]);
  });

  it('is done once when two do it at a time', async () => {
    const { run, state } = await killedWithItsWatchdog();
    const both = await Promise.all([recover({ dryRun: false, state }), recover({ dryRun: false, state })]);
    expect(both.some((document) => document.clean)).toBe(true);
    expect(await run.left()).toEqual([]);
    expect(await recover({ dryRun: false, state })).toMatchObject({ clean: true, runs: [] });
  });

  it('undoes what it can read of a damaged journal, says so once, and keeps the file aside', async () => {
    const { run, journalPath, state } = await killedWithItsWatchdog();
    await appendFile(journalPath, '#!garbage\n{"type":"settled","at":"2026-01-01T00:00:00.000Z","id":"none"}\n');
    const document = await recover({ dryRun: false, state });
    expect(document).toMatchObject({ clean: false, exitCode: 5, runs: [{ message: expect.stringContaining('damaged in line') }] });
    expect(await run.left()).toEqual([]);
    expect(await readdir(runsFolder(state))).toEqual([`${run.run}.journal.ndjson.damaged`]);
    expect(await recover({ dryRun: false, state })).toMatchObject({ clean: true, runs: [] });
  });

  it('leaves a journal of a newer version alone and says what to do, and recovers the others', async () => {
    const { run, state } = await killedWithItsWatchdog();
    await writeFile(join(runsFolder(state), '0.journal.ndjson'), '{"type":"opened","v":9,"run":"0"}\n');
    const document = await recover({ dryRun: false, state });
    expect(document).toMatchObject({
      clean: false,
      exitCode: 5,
      runs: [
        { run: '0', clean: false, message: expect.stringContaining('version 9') },
        { run: run.run, clean: true },
      ],
    });
    expect(await run.left()).toEqual([]);
  });

  it('does not touch what another host wrote', async () => {
    const { run, journalPath, victim, state } = await killedWithItsWatchdog();
    const journal = await readFile(journalPath, 'utf8');
    await writeFile(journalPath, journal.replace(`"host":"${hostname()}"`, '"host":"elsewhere"'));
    const document = await recover({ dryRun: false, state });
    expect(document).toMatchObject({ exitCode: 5, runs: [{ run: run.run, message: expect.stringContaining('host elsewhere') }] });
    expect((await readProcessStat(victim))?.state).toBe('T');
  });

  it('finds processes whose journal was deleted, by their marker', async () => {
    const { run, journalPath, state } = await killedWithItsWatchdog();
    await rm(journalPath);
    expect(await recover({ dryRun: true, state })).toMatchObject({ exitCode: 5, runs: [{ run: run.run, journal: null }] });
    expect(await recover({ dryRun: false, state })).toMatchObject({ exitCode: 0, runs: [{ run: run.run, clean: true }] });
    expect(await run.left()).toEqual([]);
  });

  it('removes the trace of a run that died before its first deed, and has nothing to say of it', async () => {
    const { run, state } = await killedWithItsWatchdog();
    await recover({ dryRun: false, state });
    const path = join(runsFolder(state), 'torn.journal.ndjson');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '{"type":"opened","v":1,"ru');
    expect(await recover({ dryRun: false, state })).toMatchObject({ clean: true, runs: [] });
    expect(await readdir(runsFolder(state))).toEqual([]);
    expect(await run.left()).toEqual([]);
  });
});
