import { JOURNAL_VERSION } from './journal-format.ts';
import type { JournalHeader, JournalLine } from './journal-format.ts';
import { parseUndoRecord } from './parse-undo-record.ts';
import { isObject, text } from './untyped.ts';
import type { UndoRecord } from './undo-record.ts';

export type ParsedJournal =
  | {
      readonly kind: 'read';
      readonly header: JournalHeader;
      /** Not settled, oldest first. */
      readonly pending: readonly UndoRecord[];
      /** Of each, by its id: when it expires by the machine's own clock (see `Expiry`); empty: not known. */
      readonly until: ReadonlyMap<string, string>;
      /** 1-based numbers of lines that are neither whole nor torn by a writer's death: somebody else's hand, or a bad disk. */
      readonly damagedLines: readonly number[];
    }
  /** Written by a later version of this tool, whose undo we cannot know. */
  | { readonly kind: 'newer'; readonly version: number }
  /** The writer died while it wrote the first line, before any deed. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-a-journal' };

/** Folds a journal's text. A last line without its end is the trace of a death in mid-write: its deed never happened. */
export function parseJournal(content: string): ParsedJournal {
  const lines = content.split('\n');
  const torn = lines.pop() ?? '';
  const [first, ...rest] = lines.map(parseLine);
  if (first === undefined) return torn === '' || torn.startsWith('{"type":"opened"') ? { kind: 'empty' } : { kind: 'not-a-journal' };
  if (typeof first === 'number') return { kind: 'newer', version: first };
  if (first?.type !== 'opened') return { kind: 'not-a-journal' };
  const pending = new Map<string, UndoRecord>();
  const until = new Map<string, string>();
  const damagedLines: number[] = [];
  for (const [index, line] of rest.entries()) {
    if (line === null) {
      const next = rest[index + 1];
      if (typeof next !== 'object' || next?.type !== 'reopened') damagedLines.push(index + 2);
    } else if (typeof line === 'number') return { kind: 'newer', version: line };
    // A record that replaces another keeps its place: undo runs in the reverse order of the first deeds.
    else if (line.type === 'recorded') {
      pending.set(line.record.id, line.record);
      until.set(line.record.id, line.until);
    } else if (line.type === 'settled') pending.delete(line.id);
  }
  return { kind: 'read', header: first, pending: [...pending.values()], until, damagedLines };
}

/** The line; its version where that is newer than ours; `null` where it is none. */
function parseLine(line: string): JournalLine | number | null {
  const value = parseJson(line);
  if (!isObject(value)) return null;
  switch (value['type']) {
    case 'opened':
      return isNewer(value['v']) ?? parseHeader(value);
    case 'recorded': {
      const { record, at } = value;
      if (!isObject(record) || typeof at !== 'string') return null;
      const parsed = isNewer(record['v']) ?? parseUndoRecord(record);
      return parsed === null || typeof parsed === 'number' ? parsed : { type: 'recorded', at, until: text(value['until']), record: parsed };
    }
    case 'settled': {
      const { id, at } = value;
      return typeof id === 'string' && typeof at === 'string' ? { type: 'settled', at, id } : null;
    }
    case 'reopened': {
      const { at, by, pid } = value;
      if (typeof at !== 'string' || typeof pid !== 'number' || (by !== 'watchdog' && by !== 'recover')) return null;
      return { type: 'reopened', at, by, pid };
    }
    default:
      return null;
  }
}

function parseHeader(value: Readonly<Record<string, unknown>>): JournalLine | null {
  const { pid, run } = value;
  if (value['v'] !== JOURNAL_VERSION || typeof pid !== 'number' || typeof run !== 'string') return null;
  return {
    type: 'opened',
    v: JOURNAL_VERSION,
    run,
    host: text(value['host']),
    user: text(value['user']),
    pid,
    startTime: typeof value['startTime'] === 'string' ? value['startTime'] : null,
    manifestPath: text(value['manifestPath']),
    runFolder: text(value['runFolder']),
    startedAt: text(value['startedAt']),
    toolVersion: text(value['toolVersion']),
  };
}

function isNewer(version: unknown): number | null {
  return typeof version === 'number' && version > JOURNAL_VERSION ? version : null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
