/** JSON as it can stand in a journal. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Written down, and flushed to disk, before the deed: everything that another process needs to undo it. Holds no secrets.
 * Format version 1; documented in docs/journal.md.
 */
export interface UndoRecord {
  readonly v: 1;
  /** Unique in its run: `fault:slow-redis`, `process:api-1`, `proxy`. */
  readonly id: string;
  readonly run: string;
  /** Fault id, or `null` for what the run itself started (processes, its proxy). */
  readonly fault: string | null;
  /** Which undoer to call, and in which version of its data. */
  readonly driver: string;
  readonly driverVersion: number;
  /** For people: `SIGCONT to catalogue (pid 4711)`. */
  readonly describe: string;
  /** Commands that undo it by hand. */
  readonly manual: readonly string[];
  /** ISO time after which the watchdog undoes it even if the run hangs. */
  readonly expiresAt: string;
  readonly data: Json;
}

/** Undoes records of one driver: fault drivers are undoers, and so is whatever starts processes. */
export interface Undoer {
  readonly id: string;
  /** Idempotent, from any process. Throws when it could not. */
  undo(record: UndoRecord, signal: AbortSignal): Promise<void>;
}

/** The write-ahead log of one run, as the runner sees it. */
export interface UndoJournal {
  readonly path: string;
  /** Returns after fsync. A second record with the same id replaces the first (a process restarted: new pid). */
  record(record: UndoRecord): Promise<void>;
  /** The undo of `id` is proven: nothing will replay it. */
  settle(id: string): Promise<void>;
  /** Records not settled, oldest first. */
  pending(): readonly UndoRecord[];
}
