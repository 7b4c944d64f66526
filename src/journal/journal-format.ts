import type { UndoRecord } from './undo-record.ts';

/**
 * The journal's lines, format version 1 (docs/journal.md). A line is a fact; what is pending is their fold. The first is `opened`.
 */
export type JournalLine =
  | ({ readonly type: 'opened' } & JournalHeader)
  | {
      readonly type: 'recorded';
      readonly at: string;
      /** Its expiry by the machine's own clock: see `Expiry`. */ readonly until: string;
      readonly record: UndoRecord;
    }
  | { readonly type: 'settled'; readonly at: string; readonly id: string }
  /** Somebody else went on with it after its writer died. What stands before it without a line's end was torn by that death. */
  | { readonly type: 'reopened'; readonly at: string; readonly by: 'watchdog' | 'recover'; readonly pid: number };

export interface JournalHeader {
  readonly v: 1;
  readonly run: string;
  /** The writer: process numbers in the records mean something on this host only. */
  readonly host: string;
  readonly user: string;
  readonly pid: number;
  readonly startTime: string | null;
  readonly manifestPath: string;
  readonly runFolder: string;
  readonly startedAt: string;
  readonly toolVersion: string;
}

export const JOURNAL_VERSION = 1;
