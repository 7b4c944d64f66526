import { readFile, stat } from 'node:fs/promises';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { JournalHeader } from './journal-format.ts';
import { JOURNAL_VERSION } from './journal-format.ts';
import { parseJournal } from './parse-journal.ts';
import { errorCode } from './state-error.ts';
import type { UndoRecord } from './undo-record.ts';

export interface JournalContent {
  readonly path: string;
  /** `null`: its writer died before it wrote the first line, so before any deed. */
  readonly header: JournalHeader | null;
  readonly pending: readonly UndoRecord[];
  /** See `ParsedJournal`. */
  readonly until: ReadonlyMap<string, string>;
  readonly damagedLines: readonly number[];
  /** The last line lacks its end. */
  readonly tornTail: boolean;
}

/** Throws a UserError (exit 5: what it holds is not undone) for a journal that cannot be read, or was written by a newer version. */
export async function readJournal(path: string): Promise<JournalContent> {
  const content = await readOwn(path);
  const parsed = parseJournal(content);
  const tornTail = content !== '' && !content.endsWith('\n');
  switch (parsed.kind) {
    case 'read':
      return { path, header: parsed.header, pending: parsed.pending, until: parsed.until, damagedLines: parsed.damagedLines, tornTail };
    case 'empty':
      return { path, header: null, pending: [], until: new Map(), damagedLines: [], tornTail };
    case 'newer':
      throw unreadable(
        path,
        `The undo journal has format version ${parsed.version}; this shakedown knows versions up to ${JOURNAL_VERSION}.`,
        'Run the newer shakedown that wrote it: `shakedown recover`.',
      );
    case 'not-a-journal':
      throw unreadable(
        path,
        'This is not an undo journal: its first line is not the header of one.',
        'Look at the file; move it away if it is not ours.',
      );
    default:
      return parsed satisfies never;
  }
}

/** What is in it gets executed, so it must be our own: a state folder may be shared by mistake. */
async function readOwn(path: string): Promise<string> {
  try {
    const { uid } = await stat(path);
    if (process.getuid === undefined || uid === process.getuid()) return await readFile(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EACCES') {
      throw unreadable(
        path,
        `The undo journal cannot be read (${code ?? 'unknown error'}).`,
        'Check the disk, then run `shakedown recover`.',
      );
    }
  }
  throw unreadable(path, 'The undo journal belongs to another user.', 'Let that user run `shakedown recover`.');
}

function unreadable(where: string, message: string, advise: string): UserError {
  return new UserError(message, { exitCode: EXIT.undoIncomplete, where, try: advise });
}
