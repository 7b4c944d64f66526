import { didYouMean } from '../problems/did-you-mean.ts';
import type { ProblemList } from '../problems/problem-list.ts';
import { looksSecret, passwordsIn } from '../secret-names.ts';
import { TEMPLATE } from '../template.ts';
import { findNode } from './find-node.ts';
import { isText, type ScalarValue, type SourceNode, type SourcePath, type SourceScalar } from './source-node.ts';

export interface SubstitutionScope {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly problems: ProblemList;
  /** Values from the environment that look like secrets are added here. */
  readonly secrets: Set<string>;
}

type Vars = Map<string, ScalarValue>;

/** `$${` is a literal `${`; `${NAME}`; `${NAME:-default}`; anything else that begins with `${`. */
const ENV_REFERENCE = /\$\$\{|\$\{(?<name>[A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?\}|\$\{[^}]*\}?/gu;

/**
 * The tree with `${ENV}` and `{{var}}` replaced in every value. Templates with a dot, `{{api.url}}`, stay: they are known only when
 * the stack has ports. `vars` may use the environment and the vars above them.
 */
export function substitute(root: SourceNode, scope: SubstitutionScope): SourceNode {
  const vars: Vars = new Map();
  const declared = findNode(root, ['vars']);
  if (root.kind !== 'map') return root;
  let rest = root;
  if (declared?.kind === 'map') {
    const entries = declared.entries.map(({ key, keyPlace, value }) => {
      const replaced = replaceIn(value, ['vars', key], scope, vars);
      if (replaced.kind === 'scalar') vars.set(key, replaced.value);
      return { key, keyPlace, value: replaced };
    });
    rest = { ...root, entries: root.entries.map((one) => (one.key === 'vars' ? { ...one, value: { ...declared, entries } } : one)) };
  }
  return {
    ...rest,
    entries: rest.entries.map((entry) =>
      entry.key === 'vars' ? entry : { ...entry, value: replaceIn(entry.value, [entry.key], scope, vars) },
    ),
  };
}

function replaceIn(node: SourceNode, path: SourcePath, scope: SubstitutionScope, vars: Vars): SourceNode {
  switch (node.kind) {
    case 'map':
      return { ...node, entries: node.entries.map((one) => ({ ...one, value: replaceIn(one.value, [...path, one.key], scope, vars) })) };
    case 'list':
      return { ...node, items: node.items.map((item, index) => replaceIn(item, [...path, index], scope, vars)) };
    case 'scalar':
      return isText(node) ? replaceVars(replaceEnv(node, path, scope), scope, vars) : node;
    default:
      return node satisfies never;
  }
}

function replaceEnv(node: SourceScalar & { readonly value: string }, path: SourcePath, scope: SubstitutionScope): SourceScalar {
  if (!node.value.includes('${')) return node;
  const text = node.value.replaceAll(ENV_REFERENCE, (...match) => {
    const [whole] = match as [string];
    const { name, fallback } = match.at(-1) as { readonly name?: string; readonly fallback?: string };
    if (whole === '$${') return '${';
    if (name === undefined) {
      scope.problems.add(node.place, `\`${whole}\` names no environment variable`, 'write `$${` for a literal `${`');
      return '';
    }
    const value = Object.hasOwn(scope.env, name) ? scope.env[name] : undefined;
    // As in a shell, `:-` also stands in for an empty variable.
    if (value !== undefined && (value !== '' || fallback === undefined)) {
      if (looksSecret(name) || path.some((step) => looksSecret(String(step)))) scope.secrets.add(value);
      for (const password of passwordsIn(value)) scope.secrets.add(password);
      return value;
    }
    if (fallback === undefined) {
      const similar = didYouMean(
        name,
        Object.keys(scope.env).filter((key) => key.length > 3),
      );
      scope.problems.add(
        node.place,
        `the environment variable \`${name}\` is not set`,
        similar ?? `set it, or give a default: \`\${${name}:-…}\``,
      );
    }
    return fallback ?? '';
  });
  // In `{ }` YAML demands the quotes, so they cannot tell text from numbers: see `retype-from-env.ts`.
  const [whole] = node.value.match(ENV_REFERENCE) ?? [];
  return { ...node, value: text, fromEnv: whole === node.value, textColumn: null };
}

/** `"{{n}}"` alone takes the variable's own type; within a longer text it becomes text. */
function replaceVars(node: SourceScalar, scope: SubstitutionScope, vars: Vars): SourceScalar {
  if (!isText(node) || !node.value.includes('{{')) return node;
  const lookUp = (name: string): ScalarValue => {
    const value = vars.get(name);
    if (value !== undefined) return value;
    const suggestion =
      didYouMean(name, vars.keys()) ?? `declare it: \`vars: { ${name}: … }\`, or name a part of a service: \`{{${name}.url}}\``;
    scope.problems.add(node.place, `there is no variable \`${name}\``, suggestion);
    return '';
  };
  const [whole] = node.value.matchAll(TEMPLATE);
  const alone = whole?.[0] === node.value && whole.groups?.['part'] === undefined ? whole.groups?.['name'] : undefined;
  if (alone !== undefined) return { ...node, value: lookUp(alone), textColumn: null };
  const value = node.value.replaceAll(TEMPLATE, (...match) => {
    const { name = '', part } = match.at(-1) as { readonly name?: string; readonly part?: string };
    return part === undefined ? String(lookUp(name) ?? '') : `{{${name}.${part}}}`;
  });
  if (value.replaceAll(TEMPLATE, '').includes('{{')) {
    scope.problems.add(
      node.place,
      'a `{{` here opens no template',
      'write `{{name}}` for a variable, `{{service.url}}` for a part of the stack',
    );
  }
  return value === node.value ? node : { ...node, value, textColumn: null };
}
