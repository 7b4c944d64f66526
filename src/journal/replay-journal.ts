import type { UndoRecord, Undoer } from './undo-record.ts';

/** More than the longest grace that an undoer gives a process. */
export const RECORD_LIMIT_MS = 30_000;

export interface Replayed {
  readonly record: UndoRecord;
  readonly ok: boolean;
  /** What was done, or why it could not be. */
  readonly message: string;
}

export interface ReplayOptions {
  /** Oldest first, as `pending()` gives them. */
  readonly records: readonly UndoRecord[];
  readonly undoers: readonly Undoer[];
  readonly settle: (id: string) => Promise<void>;
  readonly onReplayed: (replayed: Replayed) => void;
  /** For each record on its own. */
  readonly limitMs?: number;
}

/** Undoes the youngest record first. Each gets a fresh signal and a time limit; a failure does not keep the others from being undone. */
export async function replayJournal(options: ReplayOptions): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const record of [...options.records].reverse()) {
    const one = await replay(record, options.undoers, options.limitMs ?? RECORD_LIMIT_MS);
    if (one.ok) await options.settle(record.id).catch(() => undefined);
    replayed.push(one);
    options.onReplayed(one);
  }
  return replayed;
}

async function replay(record: UndoRecord, undoers: readonly Undoer[], limitMs: number): Promise<Replayed> {
  const undoer = undoers.find((one) => one.id === record.driver);
  if (undoer === undefined) return { record, ok: false, message: `nothing here knows how to undo for the driver ${record.driver}` };
  try {
    await within(limitMs, (signal) => undoer.undo(record, signal));
    return { record, ok: true, message: `undone: ${record.describe}` };
  } catch (error) {
    return { record, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Also ends the wait for an undo that does not listen to its signal. */
async function within(limitMs: number, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`not undone within ${limitMs / 1000} s`);
      limit.abort(error);
      reject(error);
    }, limitMs);
  });
  try {
    await Promise.race([act(limit.signal), over]);
  } finally {
    clearTimeout(timer);
  }
}
