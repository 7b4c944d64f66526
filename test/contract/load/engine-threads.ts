import { threadEntry } from '../../setup/thread-entry.ts';

/** The threads' entry files, as the app names them. */
export const ENGINE_THREADS = {
  worker: threadEntry('app/load-worker'),
  pacer: threadEntry('app/load-pacer'),
};
