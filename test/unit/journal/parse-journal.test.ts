import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../src/journal/journal-format.ts';
import { parseJournal } from '../../../src/journal/parse-journal.ts';
import type { UndoRecord } from '../../../src/journal/undo-record.ts';

const opened: JournalLine = {
  type: 'opened',
  v: 1,
  run: 'r1',
  host: 'h',
  user: 'u',
  pid: 1,
  startTime: '7@boot',
  manifestPath: '/m.yaml',
  runFolder: '/reports/x',
  startedAt: '2026-01-01T00:00:00.000Z',
  toolVersion: '0.1.0',
};

function record(id: string, data: UndoRecord['data'] = null): UndoRecord {
  const expiresAt = '2026-01-01T00:01:00.000Z';
  return { v: 1, id, run: 'r1', fault: null, driver: 'd', driverVersion: 1, describe: id, manual: [`undo ${id}`], expiresAt, data };
}

const at = '2026-01-01T00:00:01.000Z';
const recorded = (id: string, data?: UndoRecord['data']): JournalLine => ({ type: 'recorded', at, until: '', record: record(id, data) });
const settled = (id: string): JournalLine => ({ type: 'settled', at, id });
const reopened: JournalLine = { type: 'reopened', at, by: 'watchdog', pid: 2 };
const write = (...lines: JournalLine[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

function pendingOf(content: string): string[] {
  const parsed = parseJournal(content);
  if (parsed.kind !== 'read') throw new Error(parsed.kind);
  return parsed.pending.map((one) => one.id);
}

describe('a journal', () => {
  it('holds what was recorded and not settled, oldest first', () => {
    expect(pendingOf(write(opened, recorded('a'), recorded('b'), settled('a'), recorded('c')))).toEqual(['b', 'c']);
  });

  it('keeps the place of a record that another with its id replaces', () => {
    const parsed = parseJournal(write(opened, recorded('a', 1), recorded('b'), recorded('a', 2)));
    expect(parsed).toMatchObject({ kind: 'read', pending: [{ id: 'a', data: 2 }, { id: 'b' }] });
  });

  it('survives being cut anywhere: what was whole before the cut is pending, and nothing is damaged', () => {
    const content = write(opened, recorded('a'), recorded('b'), settled('a'), recorded('c'));
    const headerEnd = content.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: headerEnd, max: content.length }), (cut) => {
        const kept = content.slice(0, cut);
        const whole = kept.slice(0, kept.lastIndexOf('\n') + 1);
        expect(parseJournal(kept)).toEqual(parseJournal(whole));
        expect(parseJournal(kept)).toMatchObject({ kind: 'read', damagedLines: [] });
      }),
    );
  });

  it('is empty when its writer died in the first line', () => {
    expect(parseJournal('').kind).toBe('empty');
    expect(parseJournal('{"type":"opened","v":1,"ru').kind).toBe('empty');
  });

  it('takes a torn line before a reopening as torn, and any other broken line as damage', () => {
    const torn = `${write(opened, recorded('a'))}{"type":"recor\n${write(reopened, settled('a'))}`;
    expect(parseJournal(torn)).toMatchObject({ pending: [], damagedLines: [] });
    const damaged = `${write(opened, recorded('a'))}#!\n${write(recorded('b'))}`;
    expect(parseJournal(damaged)).toMatchObject({ pending: [{ id: 'a' }, { id: 'b' }], damagedLines: [3] });
  });

  it('from a newer version is not interpreted', () => {
    expect(parseJournal(write(opened).replace('"v":1', '"v":2'))).toEqual({ kind: 'newer', version: 2 });
    const newRecord = write(opened, recorded('a')).replace('"record":{"v":1', '"record":{"v":3');
    expect(parseJournal(newRecord)).toEqual({ kind: 'newer', version: 3 });
  });

  it('is not one when its first line is something else', () => {
    expect(parseJournal('hello\n').kind).toBe('not-a-journal');
    expect(parseJournal('hello').kind).toBe('not-a-journal');
    expect(parseJournal(write(settled('a'))).kind).toBe('not-a-journal');
  });
});
