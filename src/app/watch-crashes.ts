import type { EventEmitter } from 'node:events';

/** Enough for every undo with its retries; after that the watchdog, which our death wakes, does it better. */
const UNDO_LIMIT_MS = 60_000;

/**
 * Takes over from bin/run.js when a bug of ours throws where nobody catches it (a timer, a rejected promise): the run undoes what it
 * did and reports, and the process ends with 70. Returns the function that stops watching.
 */
export function watchCrashes(onCrash: (error: unknown) => void): () => void {
  const emitter: EventEmitter = process;
  let deadline: NodeJS.Timeout | undefined;
  const listener = (error: unknown): void => {
    deadline ??= setTimeout(() => {
      // Nobody listens any more: bin/run.js says so and ends the process with 70.
      emitter.off('shakedown:crash', listener);
      throw new Error(`the run did not end within ${UNDO_LIMIT_MS / 1000} s of it`, { cause: error });
    }, UNDO_LIMIT_MS);
    onCrash(error);
  };
  emitter.on('shakedown:crash', listener);
  return () => {
    clearTimeout(deadline);
    emitter.off('shakedown:crash', listener);
  };
}
