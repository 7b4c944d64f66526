import { parseDuration } from '../units/duration.ts';
import { nearestName } from './nearest-name.ts';
import { parseSloLimit } from './parse-slo-limit.ts';
import { SloCursor, SloSyntaxError } from './slo-cursor.ts';
import type { SloSyntaxProblem, Token } from './slo-cursor.ts';
import type { Comparison, LatencyMetric, SloExpression, SloMetric } from './slo-expression.ts';

/** How long a condition must hold before the system counts as recovered, unless `hold=` says otherwise. */
export const DEFAULT_HOLD_MS = 10_000;

const LATENCIES: readonly LatencyMetric[] = ['response_time', 'service_time'];
const LATENCY_ALIASES = { latency: 'response_time', duration: 'response_time', http_req_duration: 'response_time', rtt: 'service_time' };
const METRICS = [
  'success_rate',
  'error_rate',
  'achieved_rate',
  'dropped',
  'recovery_time',
  'p50',
  'p90',
  'p95',
  'p99',
  'p99.9',
  'mean',
  'max',
];
const METRIC_ALIASES = {
  avg: 'mean',
  average: 'mean',
  median: 'p50',
  med: 'p50',
  p100: 'max',
  p999: 'p99.9',
  p9999: 'p99.99',
  availability: 'success_rate',
  errors: 'error_rate',
  failure_rate: 'error_rate',
  http_req_failed: 'error_rate',
  throughput: 'achieved_rate',
  rate: 'achieved_rate',
  rps: 'achieved_rate',
  drops: 'dropped',
  rto: 'recovery_time',
  time_to_recover: 'recovery_time',
  response_time: 'p99(response_time)',
  latency: 'p99(response_time)',
};
const COMPARISONS: Readonly<Record<string, Comparison>> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=' };
const COMPARISON_ALIASES: Readonly<Record<string, Comparison>> = { '≤': '<=', '=<': '<=', '≥': '>=', '=>': '>=' };

export type SloParseResult = { readonly ok: true; readonly expression: SloExpression } | ({ readonly ok: false } & SloSyntaxProblem);

/** `metric op limit`, e.g. `p99(response_time) < 800ms`. Never throws; `offset` and `length` say which part of the text is wrong. */
export function parseSloExpression(text: string): SloParseResult {
  try {
    const cursor = new SloCursor(text);
    const expression = parseExpression(cursor, false);
    const rest = cursor.rest();
    if (rest.text !== '') cursor.failAt(rest, `\`${rest.text}\` is left over after the expression`);
    return { ok: true, expression };
  } catch (error) {
    if (error instanceof SloSyntaxError) return { ok: false, ...error.problem };
    throw error;
  }
}

function parseExpression(cursor: SloCursor, insideRecovery: boolean): SloExpression {
  const start = cursor.rest();
  const metric = parseMetric(cursor, insideRecovery);
  const metricText = cursor.text.slice(start.offset, cursor.rest().offset).trim();
  const comparison = parseComparison(cursor, metricText);
  return { metric, comparison, limit: parseSloLimit(cursor, metric, comparison) };
}

function parseMetric(cursor: SloCursor, insideRecovery: boolean): SloMetric {
  const name = cursor.word() ?? cursor.failHere('a metric must come first, as in `p99(response_time) < 800ms`');
  switch (name.text) {
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
      if (cursor.sees(/\(/uy)) cursor.failHere(`\`${name.text}\` takes nothing in brackets`);
      return { kind: name.text };
    case 'recovery_time':
      if (insideRecovery) cursor.failAt(name, 'a recovery time cannot be the condition of another');
      return parseRecoveryTime(cursor);
    case 'mean':
    case 'max': {
      const of = parseLatency(cursor, name);
      if (insideRecovery && of === 'service_time') {
        cursor.failAt(name, `\`${name.text}(service_time)\` is not known second by second; use a percentile, or \`response_time\``);
      }
      return { kind: name.text, of };
    }
    default: {
      const perTenThousand = parsePercentile(cursor, name);
      return { kind: 'percentile', of: parseLatency(cursor, name), perTenThousand };
    }
  }
}

function parsePercentile(cursor: SloCursor, name: Token): number {
  const digits = /^p(\d{1,2}(?:\.\d{1,2})?)$/u.exec(name.text)?.[1];
  const perTenThousand = digits === undefined ? 0 : Math.round(Number(digits) * 100);
  if (perTenThousand > 0) return perTenThousand;
  const meant = nearestName(name.text, METRICS, METRIC_ALIASES);
  if (meant !== null) cursor.failAt(name, `\`${name.text}\` is not a metric; did you mean \`${meant}\`?`);
  if (/^p[\d.]+$/u.test(name.text)) cursor.failAt(name, `percentiles go from \`p0.01\` to \`p99.99\`, not \`${name.text}\``);
  cursor.failAt(name, `\`${name.text}\` is not a metric; use ${METRICS.map((metric) => `\`${metric}\``).join(', ')}`);
}

function parseLatency(cursor: SloCursor, of: Token): LatencyMetric {
  if (!cursor.take('(')) cursor.failAt(of, `\`${of.text}\` of what? Write \`${of.text}(response_time)\` or \`${of.text}(service_time)\``);
  const name = cursor.word() ?? cursor.failHere('`response_time` or `service_time` must stand here');
  const latency = LATENCIES.find((known) => known === name.text);
  if (latency === undefined) {
    const meant = nearestName(name.text, LATENCIES, LATENCY_ALIASES);
    const hint = meant === null ? 'use `response_time` or `service_time`' : `did you mean \`${meant}\`?`;
    return cursor.failAt(name, `\`${name.text}\` is not a time of a request; ${hint}`);
  }
  closeBracket(cursor);
  return latency;
}

/** `recovery_time`, then optionally `(condition)`, `(hold=5s)` or `(condition, hold=5s)`. */
function parseRecoveryTime(cursor: SloCursor): SloMetric {
  if (!cursor.take('(')) return { kind: 'recovery_time', condition: null, holdMs: DEFAULT_HOLD_MS };
  const condition = cursor.sees(/hold\s*=/uy) ? null : parseExpression(cursor, true);
  const hasHold = condition === null || cursor.take(',');
  const holdMs = hasHold ? parseHold(cursor) : DEFAULT_HOLD_MS;
  closeBracket(cursor);
  return { kind: 'recovery_time', condition, holdMs };
}

function parseHold(cursor: SloCursor): number {
  const name = cursor.word() ?? cursor.failHere('`hold=` must stand here, as in `hold=5s`');
  if (name.text !== 'hold') cursor.failAt(name, `\`${name.text}\` is not an option of recovery_time; did you mean \`hold\`?`);
  if (!cursor.take('=')) cursor.failHere('`=` must follow `hold`, as in `hold=5s`');
  const token = cursor.quantity() ?? cursor.failHere('a duration must follow `hold=`, as in `hold=5s`');
  const parsed = parseDuration(token.text);
  if (!parsed.ok) cursor.failAt(token, withSuggestion(parsed.message, parsed.suggestion));
  if (parsed.value < 1000 || parsed.value % 1000 !== 0) cursor.failAt(token, '`hold` counts whole seconds, at least `1s`');
  return parsed.value;
}

function parseComparison(cursor: SloCursor, metric: string): Comparison {
  const token = cursor.operator() ?? cursor.failHere(`a comparison must follow \`${metric}\`: \`<\`, \`<=\`, \`>\` or \`>=\``);
  const comparison = Object.hasOwn(COMPARISONS, token.text) ? COMPARISONS[token.text] : undefined;
  if (comparison !== undefined) return comparison;
  const meant = Object.hasOwn(COMPARISON_ALIASES, token.text) ? COMPARISON_ALIASES[token.text] : undefined;
  const hint = meant === undefined ? 'use `<`, `<=`, `>` or `>=`' : `did you mean \`${meant}\`?`;
  return cursor.failAt(token, `\`${token.text}\` is not a comparison; ${hint}`);
}

function closeBracket(cursor: SloCursor): void {
  if (!cursor.take(')')) cursor.failHere('`)` must stand here');
}

function withSuggestion(message: string, suggestion: string | null): string {
  return suggestion === null ? message : `${message}; did you mean \`${suggestion}\`?`;
}
