import { walk } from './source/find-node.ts';
import { textOf, type SourceNode } from './source/source-node.ts';
import { serviceTemplates } from './template.ts';
import { distinctSecrets, looksSecret, passwordsIn } from './secret-names.ts';

/**
 * What must never be printed: values from the environment that look like secrets, and whatever the manifest itself puts under a
 * secret-looking name in `vars`, a process's `env` or a request's `headers`.
 */
export function collectSecrets(root: SourceNode, fromEnvironment: Iterable<string>): string[] {
  const found = [...fromEnvironment];
  for (const [node, path] of walk(root)) {
    if (node.kind !== 'scalar' || typeof node.value === 'boolean' || node.value === null) continue;
    const text = textOf(node);
    found.push(...passwordsIn(text));
    const block = path.at(-2);
    const named = block === 'vars' || block === 'env' || block === 'headers' || block === 'basic' || block === 'auth' || block === 'tls';
    if (named && (looksSecret(String(path.at(-1))) || path.at(-1) === 'bearer') && serviceTemplates(text).length === 0)
      found.push(text, String(node.value), ...withoutScheme(text));
  }
  return distinctSecrets(found);
}

/** Of `Bearer abc`, also `abc`. */
function withoutScheme(text: string): string[] {
  const [, credentials] = /^(?:Bearer|Basic|Token)\s+(\S+)$/iu.exec(text) ?? [];
  return credentials === undefined ? [] : [credentials];
}
