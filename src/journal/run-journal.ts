import { rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { appendDurably } from './append-durably.ts';
import type { JournalLine } from './journal-format.ts';
import { expiryAfter } from './moment.ts';
import type { Moment } from './moment.ts';
import { stateError } from './state-error.ts';
import type { UndoJournal, UndoRecord } from './undo-record.ts';

/** The journal of one run, held open by its one writer. */
export interface RunJournal extends UndoJournal {
  /** Closes the file, and removes it if and only if nothing is pending; returns whether it did. */
  close(): Promise<boolean>;
  /** Closes the file and leaves it where it is: its run goes on with it. */
  release(): Promise<void>;
}

/** The writer over an open file. `record` throws a UserError (exit 6) when the disk does not take it: then the deed must not be done. */
export function runJournal(path: string, file: FileHandle, recorded: readonly UndoRecord[], now: () => Moment): RunJournal {
  const pending = new Map(recorded.map((record) => [record.id, record]));
  let queue: Promise<unknown> = Promise.resolve();

  function append(line: JournalLine): Promise<void> {
    const written = queue.then(() => appendDurably(file, `${JSON.stringify(line)}\n`));
    queue = written.catch(() => undefined);
    return written;
  }

  async function release(): Promise<void> {
    await queue;
    await file.close();
  }

  return {
    path,
    async record(record) {
      const before = pending.get(record.id);
      // Before the write: a replay that starts now must see it.
      pending.set(record.id, record);
      try {
        const moment = now();
        const { until } = expiryAfter(moment, Date.parse(record.expiresAt) - moment.wall.getTime());
        await append({ type: 'recorded', at: moment.wall.toISOString(), until, record });
      } catch (error) {
        if (before === undefined) pending.delete(record.id);
        else pending.set(record.id, before);
        throw stateError(error, path);
      }
    },
    async settle(id) {
      if (!pending.delete(id)) return;
      // A disk that does not take this does no harm: whoever replays the record finds that there is nothing to undo.
      await append({ type: 'settled', at: now().wall.toISOString(), id }).catch(() => undefined);
    },
    pending: () => [...pending.values()],
    release,
    async close() {
      await release();
      if (pending.size > 0) return false;
      await rm(path, { force: true });
      return true;
    },
  };
}
