/**
 * Where a thread's or process's entry file lies, for `new Worker(url)` or `spawn(node, [fileURLToPath(url)])`. It takes the caller's
 * own ending, so the same call finds `x.main.ts` when the sources run unbuilt and `x.main.js` in `dist`.
 *
 * @param importMetaUrl the caller's `import.meta.url`
 * @param name path relative to the caller, without ending: `./load-worker.main`
 */
export function entryFile(importMetaUrl: string, name: string): URL {
  const path = new URL(importMetaUrl).pathname;
  const ending = path.slice(path.lastIndexOf('.'));
  return new URL(`${name}${ending}`, importMetaUrl);
}
