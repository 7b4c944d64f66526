import type { SourcePath } from '../source/source-node.ts';

/** `load[0].request.url`. */
export function pathText(path: SourcePath): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

const EXPECTATIONS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** What Zod calls a type, in YAML's words. */
export function expectation(expected: string): string {
  return EXPECTATIONS[expected] ?? expected;
}
