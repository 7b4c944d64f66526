import { didYouMean } from '../problems/did-you-mean.ts';
import { TEMPLATE } from '../template.ts';
import { textOf, type SourceScalar, type TextScalar } from './source-node.ts';
import type { SubstitutionScope } from './substitution-scope.ts';

export type Vars = Map<string, SourceScalar>;

/** `"{{n}}"` alone is what the variable is, its type included; within a longer text it is the variable as it was written. */
export function replaceVars(node: TextScalar, scope: SubstitutionScope, vars: Vars): SourceScalar {
  if (!node.value.includes('{{')) return node;
  const lookUp = (name: string): SourceScalar => {
    scope.usedVars.add(name);
    const found = vars.get(name);
    if (found !== undefined) return found;
    const declare = `declare it: \`vars: { ${name}: … }\`, or name a part of a service: \`{{${name}.url}}\``;
    scope.problems.add(node.place, `there is no variable \`${name}\``, didYouMean(name, vars.keys()) ?? declare);
    return { ...node, value: '' };
  };
  const alone = onlyVariable(node.value);
  // The quotes around it say nothing of the variable, and without them YAML would read a map.
  if (alone !== null) return { ...lookUp(alone), quoted: false, textColumn: null, place: node.place };
  const value = node.value.replaceAll(TEMPLATE, (_whole, name: string, part: string | undefined) =>
    part === undefined ? textOf(lookUp(name)) : `{{${name}.${part}}}`,
  );
  if (value.replaceAll(TEMPLATE, '').includes('{{')) {
    scope.problems.add(
      node.place,
      'a `{{` here opens no template',
      'write `{{name}}` for a variable, `{{service.url}}` for a part of the stack',
    );
  }
  return value === node.value ? node : { ...node, value, textColumn: null };
}

function onlyVariable(text: string): string | null {
  const [first] = text.matchAll(TEMPLATE);
  return first?.[0] === text && first[2] === undefined ? (first[1] ?? null) : null;
}
