import { describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/journal/replay-journal.ts';
import type { UndoRecord, Undoer } from '../../../src/journal/undo-record.ts';

function record(id: string, driver = 'd'): UndoRecord {
  const expiresAt = '2026-01-01T00:01:00.000Z';
  return { v: 1, id, run: 'r1', fault: null, driver, driverVersion: 1, describe: id, manual: [], expiresAt, data: null };
}

async function replay(records: UndoRecord[], undo: Undoer['undo']) {
  const calls: string[] = [];
  const settled: string[] = [];
  const reported: string[] = [];
  const replayed = await replayJournal({
    records,
    limitMs: 100,
    undoers: [
      {
        id: 'd',
        undo: async (one, signal) => {
          calls.push(one.id);
          await undo(one, signal);
        },
      },
    ],
    settle: async (id) => void settled.push(id),
    onReplayed: ({ record: one, ok, message }) => reported.push(`${one.id} ${ok} ${message}`),
  });
  return { calls, settled, reported, replayed };
}

describe('replaying a journal', () => {
  it('undoes the youngest first and settles each', async () => {
    const { calls, settled } = await replay([record('a'), record('b'), record('c')], async () => undefined);
    expect(calls).toEqual(['c', 'b', 'a']);
    expect(settled).toEqual(['c', 'b', 'a']);
  });

  it('undoes the earlier ones when a later undo fails, and does not settle that one', async () => {
    const { calls, settled, reported } = await replay([record('a'), record('b')], async ({ id }) => {
      if (id === 'b') throw new Error('no way');
    });
    expect(calls).toEqual(['b', 'a']);
    expect(settled).toEqual(['a']);
    expect(reported).toEqual(['b false no way', 'a true undone: a']);
  });

  it('gives each record a signal of its own: one that hangs does not use up the time of the next', async () => {
    const aborted: boolean[] = [];
    const { settled, replayed } = await replay([record('a'), record('b')], async ({ id }, signal) => {
      aborted.push(signal.aborted);
      if (id === 'b') await new Promise(() => undefined);
    });
    expect(aborted).toEqual([false, false]);
    expect(settled).toEqual(['a']);
    expect(replayed[0]).toMatchObject({ ok: false, message: 'not undone within 0.1 s' });
  });

  it('reports a record whose driver it does not know, and undoes the rest', async () => {
    const { settled, reported } = await replay([record('a'), record('b', 'other')], async () => undefined);
    expect(settled).toEqual(['a']);
    expect(reported[0]).toBe('b false nothing here knows how to undo for the driver other');
  });
});
