import { isBuildStale } from '../../scripts/build.js';

const isBuilt = !isBuildStale();

/**
 * The entry file of a thread, `app/load-worker` say: the one in dist/, which users run, where dist/ is of these sources (as it is under
 * `npm test`); else the source. A thread that runs TypeScript brings a WebAssembly module to strip it with, and hundreds of such threads, each
 * living for a second, have once an hour taken the whole test process with them (SIGTRAP, SIGSEGV).
 */
export function threadEntry(name: string): URL {
  return new URL(isBuilt ? `../../dist/${name}.main.js` : `../../src/${name}.main.ts`, import.meta.url);
}
