import { parseSignedPercentage } from '../units/percentage.ts';
import { notKnownBySecond } from './known-by-second.ts';
import { nearestName } from './nearest-name.ts';
import { parseRecovery } from './parse-recovery.ts';
import type { SloCursor, Token } from './slo-cursor.ts';
import { FAILURE_KINDS } from './slo-expression.ts';
import type { FailureKind, LatencyMetric, SloExpression, SloMetric, SpanMetric } from './slo-expression.ts';
import { LATENCY_ALIASES, METRIC_ALIASES, METRIC_NAMES } from './slo-metric-names.ts';

const LATENCIES: readonly LatencyMetric[] = ['response_time', 'service_time'];
const FAILURE_ALIASES = {
  refused: 'connect-refused',
  reset: 'connect-reset',
  dns: 'connect-dns',
  tls: 'connect-tls',
  http: 'status',
  timeouts: 'timeout',
};

/** Reads an expression that must be of arrivals second by second; given by the caller, since expressions hold metrics and metrics expressions. */
export type ParseCondition = (cursor: SloCursor) => SloExpression;

/** `p99(response_time)`, `error_rate(timeout)`, `recovery_time(success_rate >= 99%, hold=5s)`, `success_rate vs baseline`. */
export function parseSloMetric(cursor: SloCursor, condition: ParseCondition): SloMetric {
  const name = cursor.word() ?? cursor.failHere('a metric must come first, as in `p99(response_time) < 800ms`');
  const metric = parseNamed(cursor, name, condition);
  if (!cursor.sees(/vs\b/uy)) return metric;
  const vs = cursor.word() ?? name;
  return { kind: 'vs_baseline', of: comparable(cursor, vs, metric) };
}

function parseNamed(cursor: SloCursor, name: Token, condition: ParseCondition): SloMetric {
  switch (name.text) {
    case 'success_rate':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
    case 'time_to_first_failure':
    case 'longest_outage':
      if (cursor.sees(/\(/uy)) cursor.failHere(`\`${name.text}\` takes nothing in brackets`);
      return { kind: name.text };
    case 'error_rate':
      return { kind: 'error_rate', failure: parseFailure(cursor) };
    case 'error_budget':
      return { kind: 'error_budget', target: parseTarget(cursor, name) };
    case 'recovery_time':
    case 'outage_to_recovery':
      return { kind: name.text, ...parseRecovery(cursor, condition) };
    case 'probe':
      return { kind: 'probe', name: parseProbeName(cursor, name) };
    case 'mean':
    case 'max':
    case 'stddev':
      return { kind: name.text, of: parseLatency(cursor, name) };
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
  const meant = nearestName(name.text, METRIC_NAMES, METRIC_ALIASES);
  if (meant !== null) cursor.failAt(name, `\`${name.text}\` is not a metric; did you mean \`${meant}\`?`);
  if (/^p[\d.]+$/u.test(name.text)) cursor.failAt(name, `percentiles go from \`p0.01\` to \`p99.99\`, not \`${name.text}\``);
  cursor.failAt(name, `\`${name.text}\` is not a metric; use ${METRIC_NAMES.map((metric) => `\`${metric}\``).join(', ')}`);
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
  cursor.close();
  return latency;
}

function parseFailure(cursor: SloCursor): FailureKind | null {
  if (!cursor.take('(')) return null;
  const name = cursor.dashedWord() ?? cursor.failHere('a kind of failure must stand here, as in `error_rate(timeout)`');
  const kind = FAILURE_KINDS.find((known) => known === name.text);
  if (kind === undefined) {
    const meant = nearestName(name.text, FAILURE_KINDS, FAILURE_ALIASES);
    const hint = meant === null ? `use ${FAILURE_KINDS.map((known) => `\`${known}\``).join(', ')}` : `did you mean \`${meant}\`?`;
    return cursor.failAt(name, `\`${name.text}\` is not a kind of failure; ${hint}`);
  }
  cursor.close();
  return kind;
}

function parseTarget(cursor: SloCursor, name: Token): number {
  if (!cursor.take('(')) cursor.failAt(name, '`error_budget` of what? Write the success rate it belongs to: `error_budget(99.9%)`');
  const token = cursor.quantity() ?? cursor.failHere('a success rate must stand here, as in `error_budget(99.9%)`');
  const parsed = parseSignedPercentage(token.text);
  if (!parsed.ok)
    return cursor.failAt(token, parsed.suggestion === null ? parsed.message : `${parsed.message}; did you mean \`${parsed.suggestion}\`?`);
  if (parsed.value <= 0 || parsed.value >= 1) cursor.failAt(token, `a budget needs a target between 0% and 100%, not \`${token.text}\``);
  cursor.close();
  return parsed.value;
}

function parseProbeName(cursor: SloCursor, name: Token): string {
  if (!cursor.take('(')) cursor.failAt(name, 'which probe? Write `probe(its-name)`');
  const probe = cursor.dashedWord() ?? cursor.failHere('the name of a probe must stand here, as in `probe(orders-consistent)`');
  cursor.close();
  return probe.text;
}

/** Only what both phases have can be compared. */
function comparable(cursor: SloCursor, vs: Token, metric: SloMetric): SpanMetric {
  const word = cursor.word();
  if (word?.text !== 'baseline') cursor.failAt(word ?? vs, 'only the baseline can be compared with: `vs baseline`');
  switch (metric.kind) {
    case 'percentile':
    case 'mean':
    case 'max':
    case 'stddev':
    case 'success_rate':
    case 'error_rate':
    case 'achieved_rate':
    case 'dropped':
    case 'bytes':
      return metric;
    case 'error_budget':
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
    case 'probe':
    case 'vs_baseline':
      return cursor.failAt(vs, `\`${metric.kind}\` has nothing in the baseline to be compared with`);
    default:
      return metric satisfies never;
  }
}

/** A condition of recovery is looked at second by second. */
export function refuseUnlessBySecond(cursor: SloCursor, token: Token, metric: SloMetric): void {
  const why = notKnownBySecond(metric);
  if (why !== null) cursor.failAt(token, why);
}
