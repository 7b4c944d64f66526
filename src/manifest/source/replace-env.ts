import { didYouMean } from '../problems/did-you-mean.ts';
import { looksSecret, passwordsIn } from '../secret-names.ts';
import type { SourcePath, TextScalar } from './source-node.ts';
import type { SubstitutionScope } from './substitution-scope.ts';

/** `$${` is a literal `${`; `${NAME}`; `${NAME:-default}`; anything else that begins with `${`. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{[^}]*\}?/gu;

/** The text with the environment's values in it. In `{ }` YAML demands quotes around `${…}`: see `retype.ts`. */
export function replaceEnv(node: TextScalar, path: SourcePath, scope: SubstitutionScope): TextScalar {
  if (!node.value.includes('${')) return node;
  const value = node.value.replaceAll(REFERENCE, (whole: string, name: string | undefined, fallback: string | undefined) => {
    if (whole === '$${') return '${';
    if (name !== undefined) return lookUp(name, fallback, node, path, scope);
    scope.problems.add(node.place, `\`${whole}\` names no environment variable`, 'write `$${` for a literal `${`');
    return '';
  });
  const [whole] = node.value.match(REFERENCE) ?? [];
  return { ...node, value, fromEnv: whole === node.value, textColumn: null };
}

/** As in a shell, `:-` also stands in for an empty variable. */
function lookUp(name: string, fallback: string | undefined, node: TextScalar, path: SourcePath, scope: SubstitutionScope): string {
  const { env, problems, secrets } = scope;
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && (value !== '' || fallback === undefined)) {
    if (looksSecret(name) || path.some((step) => looksSecret(String(step)))) secrets.add(value);
    for (const password of passwordsIn(value)) secrets.add(password);
    return value;
  }
  if (fallback !== undefined) return fallback;
  const similar = didYouMean(
    name,
    Object.keys(env).filter((key) => key.length > 3),
  );
  problems.add(node.place, `the environment variable \`${name}\` is not set`, similar ?? `set it, or give a default: \`\${${name}:-…}\``);
  return '';
}
