import { JUDGED_PHASES } from '../plan/phase.ts';
import { parseDuration } from '../units/duration.ts';
import { nearestName } from './nearest-name.ts';
import { parseWhole, readExpression } from './parse-slo-expression.ts';
import type { SloCursor, SloSyntaxProblem, Token } from './slo-cursor.ts';
import { FAILURE_KINDS } from './slo-expression.ts';
import type { SloExpression } from './slo-expression.ts';
import { DEFAULT_SLO_OPTIONS } from './slo-options.ts';
import type { SloFilter, SloOptions } from './slo-options.ts';

const NAMES = ['phase', 'endpoint', 'outcome', 'status', 'window', 'mode', 'minSamples', 'confidence', 'steady', 'onBreach', 'grace'];
const PHASES = [...JUDGED_PHASES, 'all'] as const;
const OUTCOMES = ['ok', 'failed', ...FAILURE_KINDS] as const;

export type SloTextResult =
  | { readonly ok: true; readonly expression: SloExpression; readonly options: SloOptions }
  | ({ readonly ok: false } & SloSyntaxProblem);

/** `expression with option, option`, as `--slo` has it: `p99(response_time) < 800ms with steady, confidence=0.99`. Never throws. */
export function parseSloText(text: string): SloTextResult {
  return parseWhole(text, (cursor) => {
    const expression = readExpression(cursor);
    return { expression, options: cursor.sees(/with\b/uy) ? readOptions(cursor) : DEFAULT_SLO_OPTIONS };
  });
}

function readOptions(cursor: SloCursor): SloOptions {
  cursor.word();
  let options = DEFAULT_SLO_OPTIONS;
  const seen = new Set<string>();
  do {
    const name = cursor.word() ?? cursor.failHere('an option must stand here, as in `with steady`');
    if (seen.has(name.text)) cursor.failAt(name, `\`${name.text}\` is there twice`);
    seen.add(name.text);
    options = { ...options, ...readOption(cursor, name, options) };
  } while (cursor.take(','));
  return options;
}

function readOption(cursor: SloCursor, name: Token, options: SloOptions): Partial<SloOptions> {
  if (name.text === 'steady') return { steady: true };
  if (!NAMES.includes(name.text)) {
    const meant = nearestName(name.text, NAMES);
    cursor.failAt(
      name,
      `\`${name.text}\` is not an option; ${meant === null ? `use ${NAMES.map((one) => `\`${one}\``).join(', ')}` : `did you mean \`${meant}\`?`}`,
    );
  }
  if (!cursor.take('=')) cursor.failHere(`\`=\` must follow \`${name.text}\``);
  const where = (part: Partial<SloFilter>): Partial<SloOptions> => ({
    where: { ...(options.where ?? { endpoint: null, outcome: null, status: null }), ...part },
  });
  switch (name.text) {
    case 'phase':
      return { phase: oneOf(cursor, 'a phase', PHASES) };
    case 'endpoint':
      return where({ endpoint: textOf(cursor) });
    case 'outcome':
      return where({ outcome: oneOf(cursor, 'an outcome', OUTCOMES) });
    case 'status':
      return where({ status: statusOf(cursor) });
    case 'window':
      return { window: { sizeMs: wholeSeconds(cursor, 'a window'), mode: 'every' } };
    case 'mode':
      if (options.window === null) cursor.failAt(name, '`mode` is of a window: write `window=10s, mode=any`');
      return { window: { ...options.window, mode: oneOf(cursor, 'a mode', ['every', 'any']) } };
    case 'minSamples':
      return { minSamples: countOf(cursor) };
    case 'confidence':
      return { confidence: confidenceOf(cursor) };
    case 'onBreach':
      return { onBreach: oneOf(cursor, 'what happens on a breach', ['fail', 'warn', 'stop']) };
    default:
      return { graceMs: durationOf(cursor).value };
  }
}

function oneOf<T extends string>(cursor: SloCursor, what: string, known: readonly T[]): T {
  const token = cursor.dashedWord() ?? cursor.failHere(`${what} must stand here: ${known.map((one) => `\`${one}\``).join(', ')}`);
  const found = known.find((one) => one === token.text);
  if (found !== undefined) return found;
  const meant = nearestName(token.text, known);
  const hint = meant === null ? `use ${known.map((one) => `\`${one}\``).join(', ')}` : `did you mean \`${meant}\`?`;
  return cursor.failAt(token, `\`${token.text}\` is not ${what}; ${hint}`);
}

/** A word, or a text in quotes. */
function textOf(cursor: SloCursor): string {
  const quoted = cursor.quoted();
  if (quoted === null)
    return (cursor.quantity() ?? cursor.failHere('the name of an endpoint must stand here, as in `endpoint="GET /cart"`')).text;
  try {
    return String(JSON.parse(quoted.text));
  } catch {
    return cursor.failAt(quoted, 'the text in quotes is none that JSON knows');
  }
}

function statusOf(cursor: SloCursor): string {
  const token = cursor.dashedWord() ?? cursor.failHere('a status must stand here, as in `status=503` or `status=5xx`');
  if (!/^[1-5](?:\d\d|xx)$/u.test(token.text)) cursor.failAt(token, `\`${token.text}\` is not a status; write \`503\` or \`5xx\``);
  return token.text;
}

function countOf(cursor: SloCursor): number {
  const token = cursor.quantity() ?? cursor.failHere('a number must stand here, as in `minSamples=500`');
  const value = /^\d{1,12}$/u.test(token.text) ? Number(token.text) : 0;
  return value >= 1 ? value : cursor.failAt(token, `\`${token.text}\` is not a number of samples: a whole number from 1 on`);
}

function confidenceOf(cursor: SloCursor): number | null {
  const token = cursor.quantity() ?? cursor.failHere('a confidence must stand here, as in `confidence=0.99` or `confidence=off`');
  if (token.text === 'off') return null;
  const value = /^0?\.\d{1,9}$/u.test(token.text) ? Number(token.text) : 0;
  return value > 0 ? value : cursor.failAt(token, `\`${token.text}\` is not a confidence: more than 0 and less than 1, or \`off\``);
}

function wholeSeconds(cursor: SloCursor, what: string): number {
  const { token, value } = durationOf(cursor);
  if (value < 1000 || value % 1000 !== 0) cursor.failAt(token, `${what} counts whole seconds, at least \`1s\``);
  return value;
}

function durationOf(cursor: SloCursor): { readonly token: Token; readonly value: number } {
  const token = cursor.quantity() ?? cursor.failHere('a duration must stand here, as in `10s`');
  const parsed = parseDuration(token.text);
  if (!parsed.ok)
    cursor.failAt(token, parsed.suggestion === null ? parsed.message : `${parsed.message}; did you mean \`${parsed.suggestion}\`?`);
  return { token, value: parsed.value };
}
