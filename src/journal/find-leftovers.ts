import { listJournals } from './list-journals.ts';
import { liveRuns } from './lock/read-locks.ts';
import { readJournal } from './read-journal.ts';
import type { JournalContent } from './read-journal.ts';

export type Leftover =
  /** A run that ended without undoing all it did, or was just about to do something. */
  | { readonly kind: 'journal'; readonly run: string; readonly path: string; readonly journal: JournalContent }
  /** A journal that we cannot or must not read: `error` says why and what to do. */
  | { readonly kind: 'unreadable'; readonly run: string; readonly path: string; readonly error: Error };

/**
 * Journals whose run is over: its lock is gone or has expired. Live runs are nobody's business but their own. A journal with nothing
 * pending is one too (its run died between its last undo and its end): replaying it removes it.
 */
export async function findLeftovers(state: string, now: Date): Promise<readonly Leftover[]> {
  // Journals first: a run that starts in between takes its lock before it opens its journal.
  const journals = await listJournals(state);
  const live = new Set((await liveRuns(state, now)).map((lock) => lock.run));
  const over = journals.filter((journal) => !live.has(journal.run));
  const found = await Promise.all(
    over.map(async ({ run, path }): Promise<Leftover> => {
      try {
        return { kind: 'journal', run, path, journal: await readJournal(path) };
      } catch (error) {
        return { kind: 'unreadable', run, path, error: error instanceof Error ? error : new Error(String(error)) };
      }
    }),
  );
  return found;
}
