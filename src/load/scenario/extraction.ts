import type { ExtractSpec } from '../../manifest/load-spec.ts';
import { parseJsonPath, valuesAt } from './json-path.ts';
import type { ResponseView } from './response-view.ts';

/** What an answer holds there; `undefined`: nothing. */
export type Extraction = (response: ResponseView) => unknown;

/** @param compile a regular expression whose time is bounded by the text's length */
export function extraction(spec: ExtractSpec, compile: (pattern: string) => RegExp): Extraction {
  switch (spec.kind) {
    case 'header':
      return (response) => response.header(spec.header) ?? undefined;
    case 'json': {
      const path = parseJsonPath(spec.path);
      if (path === null) throw new Error(`${spec.path} is not a JSONPath`);
      return ({ json }) => (json === undefined ? undefined : valuesAt(path, json)[0]);
    }
    case 'regex': {
      const pattern = compile(spec.pattern);
      return ({ text }) => {
        const match = pattern.exec(text);
        return match === null ? undefined : (match[1] ?? match[0]);
      };
    }
    default:
      return spec satisfies never;
  }
}
