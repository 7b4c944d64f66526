import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { undoTheExpired } from '../../../src/journal/guard-run.ts';
import type { Moment } from '../../../src/journal/moment.ts';
import { openJournal } from '../../../src/journal/open-journal.ts';
import type { RunJournal } from '../../../src/journal/run-journal.ts';
import { momentIn } from './moments.ts';

const HOUR_MS = 3_600_000;

describe('a watchdog of a run that hangs', () => {
  let state: string;
  let journal: RunJournal;

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'shakedown-guard-'));
    const header = { host: 'h', user: 'u', pid: 1, startTime: null, manifestPath: '', runFolder: '', startedAt: '', toolVersion: '0' };
    journal = await openJournal(state, { v: 1, run: 'r1', ...header }, () => momentIn(0));
    const record = { v: 1, run: 'r1', fault: null, driver: 'd', driverVersion: 1, describe: '', manual: [], data: null } as const;
    await journal.record({ ...record, id: 'soon', expiresAt: momentIn(60_000).wall.toISOString() });
    await journal.record({ ...record, id: 'late', expiresAt: momentIn(600_000).wall.toISOString() });
  });
  afterEach(async () => {
    await journal.release();
    await rm(state, { recursive: true });
  });

  async function undoneAt(now: Moment): Promise<readonly string[]> {
    const undone: string[] = [];
    const undoers = [{ id: 'd', undo: async ({ id }: { readonly id: string }) => void undone.push(id) }];
    await undoTheExpired({ journalPath: journal.path, undoers, now: () => now, onReplayed: () => undefined });
    return undone;
  }

  it.each([-HOUR_MS, 0, HOUR_MS])('undoes what has expired, and only that, with the clock set by %i ms meanwhile', async (setMs) => {
    expect(await undoneAt(momentIn(50_000, setMs))).toEqual([]);
    expect(await undoneAt(momentIn(70_000, setMs))).toEqual(['soon']);
    expect(await undoneAt(momentIn(70_000, setMs))).toEqual([]);
    expect(await undoneAt(momentIn(700_000, setMs))).toEqual(['late']);
  });
});
