import { findNode } from './find-node.ts';
import { isText, type SourceMap, type SourceNode, type SourcePath } from './source-node.ts';
import { replaceEnv } from './replace-env.ts';
import { replaceVars, type Vars } from './replace-vars.ts';
import type { SubstitutionScope } from './substitution-scope.ts';

/**
 * The tree with `${ENV}` and `{{var}}` replaced in every value. Templates with a dot, `{{api.url}}`, stay: they are known only when
 * the stack has ports. `vars` may use the environment and the vars above them.
 */
export function substitute(root: SourceNode, scope: SubstitutionScope): SourceNode {
  if (root.kind !== 'map') return root;
  const vars: Vars = new Map();
  const declared = findNode(root, ['vars']);
  const replaced = declared?.kind === 'map' ? substituteDeclarations(declared, scope, vars) : declared;
  const entries = root.entries.map((entry) => {
    const value = entry.key === 'vars' ? (replaced ?? entry.value) : substituteIn(entry.value, [entry.key], scope, vars);
    return { ...entry, value };
  });
  return { ...root, entries };
}

function substituteDeclarations(declared: SourceMap, scope: SubstitutionScope, vars: Vars): SourceMap {
  const entries = declared.entries.map((entry) => {
    const value = substituteIn(entry.value, ['vars', entry.key], scope, vars);
    if (value.kind === 'scalar') vars.set(entry.key, value);
    return { ...entry, value };
  });
  return { ...declared, entries };
}

function substituteIn(node: SourceNode, path: SourcePath, scope: SubstitutionScope, vars: Vars): SourceNode {
  switch (node.kind) {
    case 'map':
      return { ...node, entries: node.entries.map((one) => ({ ...one, value: substituteIn(one.value, [...path, one.key], scope, vars) })) };
    case 'list':
      return { ...node, items: node.items.map((item, index) => substituteIn(item, [...path, index], scope, vars)) };
    case 'scalar':
      return isText(node) ? replaceVars(replaceEnv(node, path, scope), scope, vars) : node;
    default:
      return node satisfies never;
  }
}
