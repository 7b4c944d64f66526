import { entryFile } from '../../../src/app/entry-file.ts';

/** The threads' entry files, as the app names them. */
export const ENGINE_THREADS = {
  worker: entryFile(import.meta.url, '../../../src/app/load-worker.main'),
  pacer: entryFile(import.meta.url, '../../../src/app/load-pacer.main'),
};
