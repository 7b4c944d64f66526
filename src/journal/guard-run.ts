import { setTimeout as sleep } from 'node:timers/promises';
import { isExpired } from './moment.ts';
import type { Moment } from './moment.ts';
import { reopenJournal } from './open-journal.ts';
import { replayJournal } from './replay-journal.ts';
import type { Replayed } from './replay-journal.ts';
import { readJournal } from './read-journal.ts';
import type { Undoer } from './undo-record.ts';

/** Pauses before each attempt at what is still pending. */
const ROUNDS_MS = [0, 1_000, 5_000] as const;

export interface GuardPorts {
  readonly journalPath: string;
  readonly undoers: readonly Undoer[];
  readonly now: () => Moment;
  readonly onReplayed: (replayed: Replayed) => void;
}

/** The run is gone: undoes all that its journal holds, some of it repeatedly if need be, and removes the journal when all is undone. */
export async function undoForTheDead(ports: GuardPorts): Promise<{ readonly clean: boolean }> {
  const journal = await reopenJournal(ports.journalPath, 'watchdog', ports.now);
  for (const pauseMs of ROUNDS_MS) {
    if (pauseMs > 0 && journal.pending().length > 0) await sleep(pauseMs);
    await replayJournal({ ...ports, records: journal.pending(), settle: (id) => journal.settle(id) });
  }
  return { clean: await journal.close() };
}

/** The run hangs: undoes what should have been undone by now, and only that. The run may wake up and go on. */
export async function undoTheExpired(ports: GuardPorts): Promise<void> {
  const now = ports.now();
  const { pending, until } = await readJournal(ports.journalPath);
  const due = pending.filter(({ id, expiresAt }) => isExpired({ expiresAt, until: until.get(id) ?? '' }, now)).map(({ id }) => id);
  if (due.length === 0) return;
  const journal = await reopenJournal(ports.journalPath, 'watchdog', ports.now);
  await replayJournal({ ...ports, records: journal.pending().filter(({ id }) => due.includes(id)), settle: (id) => journal.settle(id) });
  await journal.release();
}
