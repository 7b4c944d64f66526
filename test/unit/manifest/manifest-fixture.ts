import { readFileSync } from 'node:fs';
import { formatProblems } from '../../../src/manifest/format-problems.ts';
import { parseManifest, type ManifestResult, type ParseOptions } from '../../../src/manifest/parse-manifest.ts';
import type { Experiment } from '../../../src/manifest/experiment.ts';

export const VALID = readFileSync(new URL('golden/valid.yaml.txt', import.meta.url), 'utf8');

type Options = Partial<Omit<ParseOptions, 'set'>> & { readonly set?: readonly string[] };

/** `--set` as `path=value`. */
export function parse(source: string, { set = [], ...options }: Options = {}): ManifestResult {
  const overrides = set.map((flag) => {
    const at = flag.indexOf('=');
    return { path: flag.slice(0, at), value: flag.slice(at + 1) };
  });
  return parseManifest(source, { file: 'experiment.yaml', folder: '/shop', env: {}, set: overrides, ...options });
}

/** The valid manifest with some of its text replaced; every text must be there. */
export function edited(...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((source, [from, to]) => {
    if (!source.includes(from)) throw new Error(`the fixture has no ${from}`);
    return source.replace(from, () => to);
  }, VALID);
}

export function experimentOf(source: string, options: Options = {}): Experiment {
  const result = parse(source, options);
  if (!result.ok) throw new Error(formatProblems(result.problems, { source }));
  return result.experiment;
}

/** `line:column message (suggestion)`. */
export function problemsOf(source: string, options: Options = {}): string[] {
  const result = parse(source, options);
  if (result.ok) return [];
  return result.problems.map(({ line, column, flag, message, suggestion }) => {
    const where = flag ?? `${line}:${column}`;
    return `${where} ${message}${suggestion === null ? '' : ` (${suggestion})`}`;
  });
}
