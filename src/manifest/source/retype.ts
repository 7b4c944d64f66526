import type { Issue } from '../problems/choose-branch.ts';
import { WANTS_TEXT } from '../schema/name-schema.ts';
import { findNode } from './find-node.ts';
import { parseScalar } from './parse-scalar.ts';
import { textOf, type SourceNode, type SourcePath, type SourceScalar } from './source-node.ts';

/**
 * The tree with values of the types that the schema asked for, where that is how they can be read. The environment holds only text: one
 * whole `${ENV}` where a number or `true`/`false` is wanted is read as YAML would. YAML makes numbers of `1.10` and `007`: where text is
 * wanted they are that text. The same tree when there is nothing to do.
 */
export function retype(root: SourceNode, issues: readonly Issue[]): SourceNode {
  return wanted(issues, []).reduce((tree, { path, wants }) => {
    const node = findNode(tree, path);
    if (node?.kind !== 'scalar' || node.value === null) return tree;
    const value = wants === 'text' ? textOf(node) : plainOf(node);
    return value === node.value ? tree : replaceAt(tree, path, { ...node, value });
  }, root);
}

function plainOf({ value, fromEnv }: SourceScalar): SourceScalar['value'] {
  if (!fromEnv || typeof value !== 'string') return value;
  const { value: read } = parseScalar(value);
  return typeof read === 'number' || typeof read === 'boolean' ? read : value;
}

interface Wanted {
  readonly path: SourcePath;
  readonly wants: 'text' | 'plain';
}

function wanted(issues: readonly Issue[], prefix: SourcePath): Wanted[] {
  return issues.flatMap((issue): Wanted[] => {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => wanted(branch, path));
    if (issue.code === 'custom') return issue.params?.['wants'] === WANTS_TEXT.wants ? [{ path, wants: 'text' }] : [];
    const needsOther = issue.code === 'invalid_type' && ['number', 'int', 'boolean'].includes(issue.expected);
    return needsOther ? [{ path, wants: 'plain' }] : [];
  });
}

function replaceAt(node: SourceNode, [step, ...rest]: SourcePath, value: SourceNode): SourceNode {
  if (step === undefined) return value;
  if (node.kind === 'map') {
    return { ...node, entries: node.entries.map((one) => (one.key === step ? { ...one, value: replaceAt(one.value, rest, value) } : one)) };
  }
  return node.kind === 'list'
    ? { ...node, items: node.items.map((item, at) => (at === step ? replaceAt(item, rest, value) : item)) }
    : node;
}
