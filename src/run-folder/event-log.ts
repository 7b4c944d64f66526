import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { renderEventLine } from '../events/parse-event-line.ts';
import type { RunEvent } from '../events/run-event.ts';
import { redactStrings } from '../manifest/redact-strings.ts';

/** How long an event may wait in memory. */
const FLUSH_MS = 100;

/** The events of a run as they happen, one a line, in order. Nothing here throws: a run does not end because its log cannot be kept. */
export interface EventLog {
  append(event: RunEvent): void;
  /** Writes what waits. Also happens when the process exits. */
  flush(): void;
  close(): void;
}

export interface EventLogOptions {
  readonly path: string;
  readonly secrets: readonly string[];
  /** Called once, when the disk does not take events any more; from then on the log stays as it is. */
  readonly onTrouble: (message: string) => void;
}

/**
 * Opens a new log. Writes are synchronous, a few kB ten times a second into the page cache: so a batch is never half ordered, and the
 * last events are there when a bug of ours ends the process.
 */
export function openEventLog({ path, secrets, onTrouble }: EventLogOptions): EventLog {
  const file = openSync(path, 'a', 0o644);
  let waiting = '';
  let size = 0;
  let open = true;
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!open || waiting === '') return;
    const batch = Buffer.from(waiting);
    waiting = '';
    try {
      for (let done = 0; done < batch.length;) done += writeSync(file, batch, done);
      size += batch.length;
    } catch (error) {
      giveUp(error);
    }
  }

  /** A log with a hole in it would tell a story that did not happen: it ends with the last whole batch. */
  function giveUp(error: unknown): void {
    try {
      ftruncateSync(file, size);
    } catch {
      // A torn last line is tolerated by whoever reads it.
    }
    finish();
    onTrouble(`The event log ends here: ${error instanceof Error ? error.message : String(error)} (${path}). The run goes on without it.`);
  }

  function finish(): void {
    open = false;
    process.off('exit', flush);
    closeSync(file);
  }

  process.on('exit', flush);
  return {
    append(event) {
      if (!open) return;
      waiting += renderEventLine(redactStrings(event, secrets));
      timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    flush,
    close() {
      flush();
      if (open) finish();
    },
  };
}
