import { textOf, type SourceNode, type SourcePath } from '../source/source-node.ts';

/** `load[0].request.url` in backticks; the whole is `a manifest`. */
export function labelOf(path: SourcePath): string {
  if (path.length === 0) return 'a manifest';
  return `\`${path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('')}\``;
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

/** How to write the value so that it has the type expected. */
export function adviceOnType(node: SourceNode, expected: string): string | null {
  if (expected === 'array') {
    return node.place.override === null ? 'begin each entry with `- `' : '`--set` changes what a list has: begin the list in the manifest';
  }
  if (node.kind !== 'scalar') return null;
  if (expected === 'string') return `put quotes around it: \`"${textOf(node)}"\``;
  const isPlain = expected === 'int' || expected === 'number' || expected === 'boolean';
  return node.quoted && isPlain ? 'take the quotes away' : null;
}
