import { isScalar, parseDocument } from 'yaml';
import { sourceOf } from './build-source-tree.ts';
import type { ScalarValue, SourceScalar } from './source-node.ts';

/** The value that a plain YAML scalar of this text has; whatever is no scalar (`[a`, `{{x}}`, `a: b`) is text. */
export function parseScalar(text: string): Omit<SourceScalar, 'place'> {
  const { contents, errors, warnings } = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const readable = errors.length === 0 && warnings.length === 0 && isScalar(contents) && !contents.type?.startsWith('BLOCK');
  const quoted = readable && contents.type !== 'PLAIN';
  const value: ScalarValue = readable ? asScalar(contents.value, text) : text;
  const source = readable ? sourceOf(value, contents) : null;
  return { kind: 'scalar', value, source, quoted, fromEnv: false, textColumn: null };
}

function asScalar(value: unknown, text: string): ScalarValue {
  if (value === null) return text === '' ? '' : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : text;
}
