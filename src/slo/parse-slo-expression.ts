import { parseSloLimit } from './parse-slo-limit.ts';
import { parseSloMetric, refuseUnlessBySecond } from './parse-slo-metric.ts';
import { SloCursor, SloSyntaxError } from './slo-cursor.ts';
import type { SloSyntaxProblem } from './slo-cursor.ts';
import type { Comparison, SloExpression } from './slo-expression.ts';

const COMPARISONS: Readonly<Record<string, Comparison>> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=' };
const COMPARISON_ALIASES: Readonly<Record<string, Comparison>> = { '≤': '<=', '=<': '<=', '≥': '>=', '=>': '>=' };

export type SloParseResult = { readonly ok: true; readonly expression: SloExpression } | ({ readonly ok: false } & SloSyntaxProblem);

/** `metric op limit`, e.g. `p99(response_time) < 800ms`. Never throws; `offset` and `length` say which part of the text is wrong. */
export function parseSloExpression(text: string): SloParseResult {
  return parseWhole(text, (cursor) => ({ expression: readExpression(cursor) }));
}

/** What `read` makes of the whole text, or where and why it is none. */
export function parseWhole<T extends object>(
  text: string,
  read: (cursor: SloCursor) => T,
): ({ readonly ok: true } & T) | ({ readonly ok: false } & SloSyntaxProblem) {
  try {
    const cursor = new SloCursor(text);
    const found = read(cursor);
    const rest = cursor.rest();
    if (rest.text !== '') cursor.failAt(rest, `\`${rest.text}\` is left over after the expression`);
    return { ok: true, ...found };
  } catch (error) {
    if (error instanceof SloSyntaxError) return { ok: false, ...error.problem };
    throw error;
  }
}

/** `metric comparison limit` at the cursor. */
export function readExpression(cursor: SloCursor): SloExpression {
  const start = cursor.rest();
  const metric = parseSloMetric(cursor, readCondition);
  const metricText = cursor.text.slice(start.offset, cursor.rest().offset).trim();
  const comparison = parseComparison(cursor, metricText);
  return { metric, comparison, limit: parseSloLimit(cursor, metric, comparison) };
}

/** One that can be looked at second by second. */
function readCondition(cursor: SloCursor): SloExpression {
  const { offset } = cursor.rest();
  // Refused before it is read: brackets within brackets without end would exhaust the stack.
  const nested = cursor.sees(/(?:recovery_time|outage_to_recovery)\b/uy) ? cursor.word() : null;
  if (nested !== null) cursor.failAt(nested, 'a recovery time cannot be the condition of another');
  const expression = readExpression(cursor);
  const { kind } = expression.metric;
  const text = kind === 'percentile' || kind === 'vs_baseline' ? cursor.text.slice(offset, cursor.rest().offset).trim() : kind;
  refuseUnlessBySecond(cursor, { offset, text }, expression.metric);
  return expression;
}

function parseComparison(cursor: SloCursor, metric: string): Comparison {
  const token = cursor.operator() ?? cursor.failHere(`a comparison must follow \`${metric}\`: \`<\`, \`<=\`, \`>\` or \`>=\``);
  const comparison = Object.hasOwn(COMPARISONS, token.text) ? COMPARISONS[token.text] : undefined;
  if (comparison !== undefined) return comparison;
  const meant = Object.hasOwn(COMPARISON_ALIASES, token.text) ? COMPARISON_ALIASES[token.text] : undefined;
  const hint = meant === undefined ? 'use `<`, `<=`, `>` or `>=`' : `did you mean \`${meant}\`?`;
  return cursor.failAt(token, `\`${token.text}\` is not a comparison; ${hint}`);
}
