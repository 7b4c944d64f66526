import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireLocks } from '../../../src/journal/lock/acquire-locks.ts';
import { adoptLocks } from '../../../src/journal/lock/adopt-locks.ts';
import { heldLocks, lockExpiry } from '../../../src/journal/lock/held-locks.ts';
import type { HeldLocks } from '../../../src/journal/lock/held-locks.ts';
import { lockFileName, lockName } from '../../../src/journal/lock/lock-name.ts';
import { liveRuns, readLocks } from '../../../src/journal/lock/read-locks.ts';
import type { Moment } from '../../../src/journal/moment.ts';
import { locksFolder, makePrivateFolder } from '../../../src/journal/state-folder.ts';
import { momentIn } from './moments.ts';

let state: string;
let held: HeldLocks[] = [];

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'shakedown-locks-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(held.map((locks) => locks.release()));
  held = [];
  await rm(state, { recursive: true });
});

async function take(run: string, keys: string[], now = (): Moment => momentIn(0), onLost = (_: string): void => undefined) {
  const locks = await acquireLocks(keys, { state, run, now, onLost });
  held.push(locks);
  return locks;
}

const later = (): Date => new Date(Date.now() + 31_000);
const takenAgesAgo = (): Moment => momentIn(-60_000);

describe('the locks of a run', () => {
  it('refuse a second run on the same stack, naming the holder, the run and the expiry', async () => {
    await take('first', ['port 8080']);
    await expect(take('second', ['port 8080'])).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(/port 8080 is in use by run first of .+@.+ \(pid \d+\); its lock expires at 20..-/),
    });
  });

  it('are all or none', async () => {
    await take('first', ['port 2']);
    await expect(take('second', ['port 1', 'port 2', 'port 3'])).rejects.toThrow('port 2');
    await take('third', ['port 1', 'port 3']);
  });

  it('leave nothing behind when they are released', async () => {
    const first = await take('first', ['port 1']);
    expect((await liveRuns(state, momentIn(0))).map((lock) => lock.run)).toEqual(['first']);
    await first.release();
    expect(await readdir(locksFolder(state))).toEqual([]);
    await take('second', ['port 1']);
  });

  it('are live until they expire, although their holder is dead, and free from then on', async () => {
    const dead = { v: 1, key: 'port 1', run: 'dead', holder: { host: 'h', user: 'u', pid: 2 ** 30 }, expiresAt: later().toISOString() };
    await makePrivateFolder(locksFolder(state));
    await writeFile(join(locksFolder(state), lockFileName(lockName('port 1'), 1)), JSON.stringify(dead));
    await expect(take('next', ['port 1'])).rejects.toThrow('run dead');
    await take('next', ['port 1'], () => momentIn(62_000));
  });

  it.each([-3_600_000, 3_600_000])('expire in their time, although the clock was set by %i ms', async (setMs) => {
    await take('first', ['port 1']);
    const live = async (ms: number): Promise<readonly string[]> => (await liveRuns(state, momentIn(ms, setMs))).map(({ run }) => run);
    expect(await live(20_000)).toEqual(['first']);
    await expect(take('second', ['port 1'], () => momentIn(20_000, setMs))).rejects.toThrow('run first');
    expect(await live(31_000)).toEqual([]);
    await take('second', ['port 1'], () => momentIn(31_000, setMs));
  });

  it('are taken over by exactly one of many that want an expired one', async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = `port ${round}`;
      await take(`dead-${round}`, [key], takenAgesAgo);
      const attempts = Array.from({ length: 12 }, (_, index) => take(`run-${round}-${index}`, [key]));
      const won = (await Promise.allSettled(attempts)).filter((one) => one.status === 'fulfilled');
      expect(won).toHaveLength(1);
    }
  });

  it('can be taken over where the file is no lock at all', async () => {
    await makePrivateFolder(locksFolder(state));
    await writeFile(join(locksFolder(state), lockFileName(lockName('port 1'), 7)), 'garbage');
    await take('first', ['port 1']);
    expect((await readLocks(state)).find((lock) => lock.content.key === 'port 1')).toMatchObject({
      generation: 8,
      content: { run: 'first' },
    });
  });

  it('are renewed while the run lives', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let laterMs = 0;
    await take('first', ['port 1'], () => momentIn(laterMs));
    const before = (await readLocks(state)).map((lock) => lock.content.expiresAt);
    laterMs += 20_000;
    await vi.advanceTimersByTimeAsync(5_000);
    await expect
      .poll(async () => (await readLocks(state)).every((lock) => !before.includes(lock.content.expiresAt)), { timeout: 20_000 })
      .toBe(true);
    expect((await liveRuns(state, momentIn(laterMs + 25_000))).map((lock) => lock.run)).toEqual(['first']);
  });

  it('are renewed also where nobody can look whose they are, as without a file descriptor', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let laterMs = 0;
    const lost: string[] = [];
    await take(
      'first',
      ['port 1'],
      () => momentIn(laterMs),
      (key) => lost.push(key),
    );
    const away = join(state, 'away');
    const written = async (): Promise<string[]> => Promise.all((await readdir(away)).map((name) => readFile(join(away, name), 'utf8')));
    await rename(locksFolder(state), away);
    await writeFile(locksFolder(state), '');
    const before = await written();
    laterMs += 20_000;
    await vi.advanceTimersByTimeAsync(5_000);
    await expect.poll(async () => (await written()).every((text) => !before.includes(text)), { timeout: 20_000 }).toBe(true);
    await rm(locksFolder(state));
    await rename(away, locksFolder(state));
    expect((await liveRuns(state, momentIn(laterMs + 25_000))).map((lock) => lock.run)).toEqual(['first']);
    expect(lost).toEqual([]);
  });

  it('that cannot be renewed for half their time are told, once, before they expire', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let laterMs = 0;
    const now = (): Moment => momentIn(laterMs);
    const holder = { host: 'h', user: 'u', pid: 1 };
    const broken = {
      path: join(locksFolder(state), 'x.1.lock'),
      content: { v: 1, key: 'port 1', run: 'first', holder, ...lockExpiry(now()) },
      renew: () => Promise.reject(new Error('EIO')),
      release: async () => undefined,
    };
    const said: string[] = [];
    await writeFile(locksFolder(state), '');
    held.push(heldLocks([broken], { state, now, onLost: (key, reason) => said.push(`${laterMs}: ${key} ${reason}`) }));
    for (let beat = 0; beat < 5; beat += 1) {
      laterMs += 5_000;
      await vi.advanceTimersByTimeAsync(5_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(said).toEqual(['15000: port 1 could not be renewed for 15 s and expires: EIO']);
  });

  it('tell their holder when somebody took them over, and are not taken back or removed by it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const lost: string[] = [];
    const hung = await take('hung', ['port 1'], takenAgesAgo, (key) => lost.push(key));
    await take('next', ['port 1']);
    await vi.advanceTimersByTimeAsync(5_000);
    await expect.poll(() => lost, { timeout: 20_000 }).toEqual(['port 1']);
    await hung.release();
    expect((await readLocks(state)).find((lock) => lock.content.key === 'port 1')?.content.run).toBe('next');
  });

  it('go over to the watchdog of a run that died', async () => {
    await take('dead', ['port 1'], () => momentIn(-20_000));
    const adopted = await adoptLocks('dead', { state, now: () => momentIn(0), onLost: () => undefined });
    held.push(adopted);
    expect([...adopted.keys].sort()).toEqual(['port 1', 'run-dead']);
    expect(await liveRuns(state, momentIn(25_000))).toMatchObject([{ run: 'dead' }]);
    await adopted.release();
    expect(await readLocks(state)).toEqual([]);
  });
});
