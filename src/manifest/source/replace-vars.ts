import { didYouMean } from '../problems/did-you-mean.ts';
import { TEMPLATE } from '../template.ts';
import type { ScalarValue, SourceScalar, TextScalar } from './source-node.ts';
import type { SubstitutionScope } from './substitution-scope.ts';

export type Vars = Map<string, ScalarValue>;

/** `"{{n}}"` alone takes the variable's own type; within a longer text it becomes text. */
export function replaceVars(node: TextScalar, scope: SubstitutionScope, vars: Vars): SourceScalar {
  if (!node.value.includes('{{')) return node;
  const lookUp = (name: string): ScalarValue => {
    scope.usedVars.add(name);
    const value = vars.get(name);
    if (value !== undefined) return value;
    const declare = `declare it: \`vars: { ${name}: … }\`, or name a part of a service: \`{{${name}.url}}\``;
    scope.problems.add(node.place, `there is no variable \`${name}\``, didYouMean(name, vars.keys()) ?? declare);
    return '';
  };
  const alone = onlyVariable(node.value);
  if (alone !== null) return { ...node, value: lookUp(alone), textColumn: null };
  const value = node.value.replaceAll(TEMPLATE, (_whole, name: string, part: string | undefined) =>
    part === undefined ? String(lookUp(name) ?? '') : `{{${name}.${part}}}`,
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
