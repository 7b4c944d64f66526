import { setTimeout as sleep } from 'node:timers/promises';
import { isScarcity } from '../errors/is-scarcity.ts';

/** Not there, or not ours to see: an answer. Anything else says only that we could not look. */
const GONE: ReadonlySet<unknown> = new Set(['ENOENT', 'ESRCH']);

const PAUSE_MS = 10;
const TRIES = 200;

/** Of something in /proc: it is gone, and not only out of our sight. */
export function saysGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && GONE.has(error.code);
}

/**
 * Tries for two seconds where file descriptors have run out: the load shares this process's limit, and gives them back as its requests
 * end. Whoever takes "cannot look" for "is gone" leaves a stopped process behind.
 */
export async function withDescriptors<T>(look: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await look();
    } catch (error) {
      if (left === 0 || !isScarcity(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
