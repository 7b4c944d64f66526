import { isBuildStale } from '../../scripts/build.js';

const isBuilt = !isBuildStale();

/**
 * The entry file of a thread, `app/load-worker` say: the one in dist/, which users run, where dist/ is of these sources (as it is under
 * `npm test`); else the source. Two whole test runs have lost a process that started hundreds of short-lived threads (SIGTRAP, SIGSEGV), for a
 * reason not found; that each brought a WebAssembly module to strip its types with is a suspicion, and here it is spared.
 */
export function threadEntry(name: string): URL {
  return new URL(isBuilt ? `../../dist/${name}.main.js` : `../../src/${name}.main.ts`, import.meta.url);
}
