import type { HashedText } from './page-assets.ts';

/**
 * Nothing may be loaded, sent or framed, and only the page's own script and style may run. By hash and not by nonce: the page is a
 * file, the same for everybody who opens it.
 */
export function contentPolicy({ script, style }: { readonly script: HashedText | null; readonly style: HashedText }): string {
  const scripts = script === null ? 'none' : script.hash;
  return `default-src 'none'; script-src '${scripts}'; style-src '${style.hash}'; base-uri 'none'; form-action 'none'`;
}
