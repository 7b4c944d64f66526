import type { Issue } from '../problems/choose-branch.ts';
import { findNode } from './find-node.ts';
import { parseScalar } from './parse-scalar.ts';
import type { SourceNode, SourcePath } from './source-node.ts';

/**
 * The environment holds only text. Where the schema asked for a number or `true`/`false` and found a value that was one whole
 * `${ENV}`, that text is read as YAML would; everywhere else it stays text. The same tree when there is nothing to do.
 */
export function retypeFromEnv(root: SourceNode, issues: readonly Issue[]): SourceNode {
  return wanted(issues, []).reduce((tree, path) => {
    const node = findNode(tree, path);
    if (node?.kind !== 'scalar' || !node.fromEnv || typeof node.value !== 'string') return tree;
    const { value } = parseScalar(node.value);
    return typeof value === 'number' || typeof value === 'boolean' ? replaceAt(tree, path, { ...node, value }) : tree;
  }, root);
}

function wanted(issues: readonly Issue[], prefix: SourcePath): SourcePath[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => wanted(branch, path));
    const needsOther = issue.code === 'invalid_type' && ['number', 'int', 'boolean'].includes(issue.expected);
    return needsOther ? [path] : [];
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
