import { appendFile, mkdir, mkdtemp, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import { copyJournal } from '../../../src/journal/copy-journal.ts';
import { findLeftovers } from '../../../src/journal/find-leftovers.ts';
import type { JournalHeader } from '../../../src/journal/journal-format.ts';
import { acquireLocks } from '../../../src/journal/lock/acquire-locks.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import { openJournal, reopenJournal } from '../../../src/journal/open-journal.ts';
import { readJournal } from '../../../src/journal/read-journal.ts';
import { journalPath, stateFolder } from '../../../src/journal/state-folder.ts';
import { runJournal } from '../../../src/journal/run-journal.ts';
import type { UndoRecord } from '../../../src/journal/undo-record.ts';
import { momentIn } from './moments.ts';

let state: string;
const now = currentMoment;

beforeEach(async () => {
  state = join(await mkdtemp(join(tmpdir(), 'shakedown-state-')), 'shakedown');
});
afterEach(async () => {
  await rm(join(state, '..'), { recursive: true });
});

const header = (run: string): JournalHeader => ({
  v: 1,
  run,
  host: 'h',
  user: 'u',
  pid: process.pid,
  startTime: null,
  manifestPath: '/m.yaml',
  runFolder: '/reports/x',
  startedAt: now().wall.toISOString(),
  toolVersion: '0.1.0',
});

function record(id: string, describe = id): UndoRecord {
  const expiresAt = now().wall.toISOString();
  return { v: 1, id, run: 'r1', fault: null, driver: 'd', driverVersion: 1, describe, manual: [], expiresAt, data: null };
}

describe('the journal on the disk', () => {
  it('can be read by others as soon as record() returns, and only by its owner', async () => {
    const journal = await openJournal(state, header('r1'), now);
    await journal.record(record('a'));
    await journal.record(record('b'));
    await journal.settle('a');
    const read = await readJournal(journal.path);
    expect(read.pending.map((one) => one.id)).toEqual(['b']);
    expect(read.header).toMatchObject({ v: 1, run: 'r1', pid: process.pid });
    expect((await stat(journal.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(journal.path, '..'))).mode & 0o777).toBe(0o700);
    await journal.close();
  });

  it('keeps the order of records that are written at the same time', async () => {
    const journal = await openJournal(state, header('r1'), now);
    const ids = Array.from({ length: 50 }, (_, index) => `r${index}`);
    await Promise.all(ids.map((id) => journal.record(record(id))));
    expect((await readJournal(journal.path)).pending.map((one) => one.id)).toEqual(ids);
    await journal.close();
  });

  it('is removed at the end if and only if nothing is pending', async () => {
    const clean = await openJournal(state, header('clean'), now);
    await clean.record(record('a'));
    await clean.settle('a');
    expect(await clean.close()).toBe(true);
    const left = await openJournal(state, header('left'), now);
    await left.record(record('a'));
    expect(await left.close()).toBe(false);
    expect(await readdir(join(state, 'runs'))).toEqual(['left.journal.ndjson']);
  });

  it('can be gone on with after a death in mid-write', async () => {
    const journal = await openJournal(state, header('r1'), now);
    await journal.record(record('a'));
    await journal.record(record('b'));
    await appendFile(journal.path, '{"type":"recorded","at":"20');
    const reopened = await reopenJournal(journal.path, 'watchdog', now);
    expect(reopened.pending().map((one) => one.id)).toEqual(['a', 'b']);
    await reopened.settle('b');
    expect(await readJournal(journal.path)).toMatchObject({ pending: [{ id: 'a' }], damagedLines: [] });
    await reopened.settle('a');
    expect(await reopened.close()).toBe(true);
    await journal.close();
  });

  it('refuses to be read when a newer version wrote it, saying what to do', async () => {
    await mkdir(join(state, 'runs'), { recursive: true });
    await writeFile(journalPath(state, 'r1'), '{"type":"opened","v":2,"run":"r1"}\n');
    await expect(readJournal(journalPath(state, 'r1'))).rejects.toMatchObject({
      message: expect.stringContaining('format version 2'),
      try: expect.stringContaining('newer shakedown'),
      exitCode: 5,
    });
  });

  it('is copied for people without the secrets', async () => {
    const journal = await openJournal(state, header('r1'), now);
    await journal.record(record('a', 'with hunter2 in it'));
    const copy = join(state, 'journal.ndjson');
    await copyJournal(journal.path, copy, ['hunter2']);
    expect(await readFile(copy, 'utf8')).toContain('with *** in it');
    await journal.close();
  });

  it('cannot be opened where nothing can be written, which is a UserError with exit code 6', async () => {
    await writeFile(join(state, '..', 'file'), '');
    await expect(openJournal(join(state, '..', 'file'), header('r1'), now)).rejects.toSatisfy(
      (error) => error instanceof UserError && error.exitCode === 6 && /XDG_STATE_HOME/.test(error.try ?? ''),
    );
  });

  it('does not claim to have written what a full disk did not take', async () => {
    const journal = runJournal('/dev/full', await open('/dev/full', 'a'), [record('before')], now);
    await expect(journal.record(record('a'))).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining('the disk is full') });
    expect(journal.pending().map((one) => one.id)).toEqual(['before']);
    await journal.settle('before');
    expect(journal.pending()).toEqual([]);
    await journal.release();
  });

  it('lies where XDG says, and a relative XDG_STATE_HOME is ignored', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/x' })).toBe('/x/shakedown');
    expect(stateFolder({ XDG_STATE_HOME: 'x' })).toMatch(/\/\.local\/state\/shakedown$/);
    expect(stateFolder({})).toMatch(/\/\.local\/state\/shakedown$/);
  });
});

describe('leftovers', () => {
  it('are the journals of runs that hold no lock any more', async () => {
    for (const run of ['dead', 'alive']) {
      const journal = await openJournal(state, header(run), now);
      await journal.record(record('a'));
      await journal.close();
    }
    const locks = await acquireLocks([], { state, run: 'alive', now, onLost: () => undefined });
    expect(await findLeftovers(state, now())).toMatchObject([{ kind: 'journal', run: 'dead', journal: { pending: [{ id: 'a' }] } }]);
    expect((await findLeftovers(state, momentIn(60_000))).map((one) => one.run)).toEqual(['alive', 'dead']);
    await locks.release();
  });

  it('name a journal that cannot be read, and the others all the same', async () => {
    const journal = await openJournal(state, header('good'), now);
    await journal.record(record('a'));
    await journal.close();
    await writeFile(journalPath(state, 'bad'), 'hello\n');
    expect(await findLeftovers(state, now())).toMatchObject([
      { kind: 'unreadable', run: 'bad' },
      { kind: 'journal', run: 'good' },
    ]);
  });

  it('are none where there never was a run', async () => {
    expect(await findLeftovers(state, now())).toEqual([]);
  });
});
