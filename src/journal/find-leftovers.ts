import { listJournals } from './list-journals.ts';
import type { JournalFile } from './list-journals.ts';
import { liveRuns } from './lock/read-locks.ts';
import { readJournal } from './read-journal.ts';
import type { JournalContent } from './read-journal.ts';
import type { Moment } from './moment.ts';

export type Leftover =
  /** A run that may have ended without undoing all it did. */
  | { readonly kind: 'journal'; readonly run: string; readonly path: string; readonly journal: JournalContent }
  /** A journal that we cannot or must not read: `error` says why and what to do. */
  | { readonly kind: 'unreadable'; readonly run: string; readonly path: string; readonly error: Error };

/** What runs that are over have left to undo, or may have. */
export async function findLeftovers(state: string, now: Moment): Promise<readonly Leftover[]> {
  const ended = await findEndedRuns(state, now);
  return ended.filter((one) => one.kind === 'unreadable' || hasLeft(one.journal));
}

/**
 * Every journal whose run is over: its lock is gone or has expired. Live runs are nobody's business but their own. One with nothing
 * pending is the trace of a death between the last undo and the end, or before the first deed.
 */
export async function findEndedRuns(state: string, now: Moment): Promise<readonly Leftover[]> {
  // Journals first: a run that starts in between takes its lock before it opens its journal.
  const journals = await listJournals(state);
  const live = new Set((await liveRuns(state, now)).map((lock) => lock.run));
  return Promise.all(journals.filter((journal) => !live.has(journal.run)).map(readLeftover));
}

export async function readLeftover({ run, path }: JournalFile): Promise<Leftover> {
  try {
    return { kind: 'journal', run, path, journal: await readJournal(path) };
  } catch (error) {
    return { kind: 'unreadable', run, path, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function hasLeft({ pending, damagedLines }: JournalContent): boolean {
  return pending.length > 0 || damagedLines.length > 0;
}
