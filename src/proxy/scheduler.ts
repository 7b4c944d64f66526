/** A clock and a way to be called at a time on it: ms with fractions, monotonic. */
export interface Scheduler {
  now(): number;
  /** Calls `wake` at `dueMs` or soon after, never in this turn. Returns what takes it back. */
  at(dueMs: number, wake: () => void): () => void;
}
