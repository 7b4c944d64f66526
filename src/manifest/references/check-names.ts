import type { SourceNode, SourcePath } from '../source/source-node.ts';
import { serviceTemplates } from '../template.ts';
import type { Checker } from './checker.ts';

/** Names are sent as they stand: a template in one would go out with its braces, and nobody would see that it was never filled in. */
export function checkNames(check: Checker, node: SourceNode, path: SourcePath): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') return node.items.forEach((item, at) => checkNames(check, item, [...path, at]));
  for (const { key, value } of node.entries) {
    const inner = [...path, key];
    const [template] = serviceTemplates(key);
    if (template !== undefined) check.atKey(inner, `\`${template.text}\` is not filled in within a name`, 'keep templates to values');
    checkNames(check, value, inner);
  }
}
