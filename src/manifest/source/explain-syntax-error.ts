import type { YAMLError } from 'yaml';

export interface SyntaxExplanation {
  readonly message: string;
  readonly suggestion: string | null;
  /** The tree around it cannot be trusted: no point in reporting what follows from that. */
  readonly fatal: boolean;
}

const QUOTE_TEMPLATE = 'put quotes around the whole value: `"{{…}}"`';

/** YAML's own message, or a better one where we know what was meant. */
export function explainSyntaxError(error: YAMLError, source: string): SyntaxExplanation {
  const message = error.message;
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return { message: 'this key stands here twice', suggestion: 'keep one of them', fatal: false };
    case 'MULTIPLE_DOCS':
      return { message: 'a manifest is one YAML document', suggestion: 'put the second one into a file of its own', fatal: true };
    case 'TAB_AS_INDENT':
      return { message: 'YAML does not allow tabs as indentation', suggestion: 'use spaces', fatal: true };
    case 'TAG_RESOLVE_FAILED':
      return {
        message: 'tags (`!…`) have no meaning in a manifest',
        suggestion: 'put quotes around a text that begins with `!`',
        fatal: false,
      };
    default:
      return { message: `not valid YAML: ${lowerFirst(message)}`, suggestion: suggestQuotes(lineOf(source, error.pos[0])), fatal: true };
  }
}

/** `url: {{api.url}}/health` is a map followed by rubbish to YAML. */
function suggestQuotes(line: string): string | null {
  if (/[:,[-]\s*\{\{/u.test(line)) return QUOTE_TEMPLATE;
  if (/[{[].*:\s*[^'",]*\$\{/u.test(line)) return 'within `{ }`, put quotes around the whole value: `"${…}"`';
  if (/:\s+[^'"#\s][^'"#]*:\s/u.test(line)) return 'put quotes around a text that holds `: `';
  return /:\s+[@`%&*!|>]/u.test(line) ? 'put quotes around a text that begins with a special character' : null;
}

function lineOf(source: string, offset: number): string {
  const from = source.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const to = source.indexOf('\n', from);
  return source.slice(from, to === -1 ? undefined : to);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
