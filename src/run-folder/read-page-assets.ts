import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import type { HashedText, PageAssets } from '../report/html/page-assets.ts';
import { PAGE_STYLE } from '../report/html/style/page-style.ts';

/** In this order in one script; the last one starts it. */
const SCRIPTS = [
  'format',
  'tip',
  'frame-plugin',
  'beyond-plugin',
  'lonely-points',
  'live-chart',
  'live-heat-map',
  'live-percentiles',
  'switches',
  'start-page',
] as const;

/** The script and the style that go into every HTML report, the chart library in front. */
export async function readPageAssets(): Promise<PageAssets> {
  const require = createRequire(import.meta.url);
  const [library, libraryStyle, ...own] = await Promise.all([
    readFile(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    readFile(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    ...SCRIPTS.map(readScript),
  ]);
  const script = ['(function () {', "'use strict';", library, ...own, '})();'].join('\n');
  return { script: hashed(script), style: hashed(`${libraryStyle}\n${PAGE_STYLE}`) };
}

/** Compiled beside this file's own compiled form; from the sources, its types are taken out. */
async function readScript(name: string): Promise<string> {
  const isSource = import.meta.url.endsWith('.ts');
  const text = await readFile(new URL(`../report/html/client/${name}${isSource ? '.ts' : '.js'}`, import.meta.url), 'utf8');
  return isSource ? stripTypeScriptTypes(text) : text.replace(/^\/\/# sourceMappingURL=.*$/mu, '');
}

function hashed(text: string): HashedText {
  return { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` };
}
