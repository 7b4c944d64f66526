import { parseByteRate } from '../units/byte-rate.ts';
import { parseByteSize } from '../units/byte-size.ts';
import { parseDuration } from '../units/duration.ts';
import { parsePercentage, parseSignedPercentage } from '../units/percentage.ts';
import type { UnitResult } from '../units/parse-quantity.ts';
import { parseRate } from '../units/rate.ts';
import type { SloCursor, Token } from './slo-cursor.ts';
import type { Comparison, SloLimit, SloMetric, SloUnit } from './slo-expression.ts';

/** The number after the comparison, in a unit that the metric has. */
export function parseSloLimit(cursor: SloCursor, metric: SloMetric, comparison: Comparison): SloLimit {
  const token = cursor.quantity() ?? cursor.failHere(`a limit must follow \`${comparison}\`, as in \`${comparison} ${exampleOf(metric)}\``);
  const unit = unitOf(metric, token.text);
  const parse = (text: string): UnitResult => (isUnbounded(metric) ? parseSignedPercentage(text) : parseIn(unit, text));
  const parsed = parse(token.text);
  if (!parsed.ok) return cursor.failAt(token, explain(cursor, token, parse, parsed));
  refuseImpossible(cursor, token, metric, comparison, { value: parsed.value, unit });
  return { value: parsed.value, unit };
}

/** Two metrics have two units each; the spelling of the limit says which is meant. */
function unitOf(metric: SloMetric, text: string): SloUnit {
  switch (metric.kind) {
    case 'percentile':
    case 'mean':
    case 'max':
    case 'stddev':
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
      return 'ms';
    case 'success_rate':
    case 'error_rate':
    case 'error_budget':
    case 'vs_baseline':
      return 'ratio';
    case 'probe':
      return text.endsWith('%') ? 'ratio' : 'number';
    case 'achieved_rate':
      return text.includes('/') ? 'per_second' : 'ratio';
    case 'bytes':
      return text.includes('/') ? 'bytes_per_second' : 'bytes';
    case 'dropped':
      return /^\d+$/u.test(text) ? 'count' : 'ratio';
    default:
      return metric satisfies never;
  }
}

/** A change, or a share that may be more than all of it. */
function isUnbounded({ kind }: SloMetric): boolean {
  return kind === 'vs_baseline' || kind === 'error_budget';
}

function parseIn(unit: SloUnit, text: string): UnitResult {
  switch (unit) {
    case 'ms':
      return parseDuration(text);
    case 'ratio':
      return parsePercentage(text);
    case 'per_second':
      return parseRate(text);
    case 'count':
      return countOf(text);
    case 'number':
      return numberOf(text);
    case 'bytes':
      return sizeOf(text, parseByteSize(text));
    case 'bytes_per_second':
      return sizeOf(text, parseByteRate(text));
    default:
      return unit satisfies never;
  }
}

function countOf(text: string): UnitResult {
  const value = Number(text);
  return Number.isSafeInteger(value) ? { ok: true, value } : { ok: false, message: `\`${text}\` is too large a count`, suggestion: null };
}

/** Where bytes can no longer be counted one by one, nothing can be held against a limit. */
function sizeOf(text: string, parsed: UnitResult): UnitResult {
  if (!parsed.ok || parsed.value <= Number.MAX_SAFE_INTEGER) return parsed;
  return { ok: false, message: `\`${text}\` is too large a size`, suggestion: null };
}

function numberOf(text: string): UnitResult {
  const value = /^[+-]?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return { ok: true, value: value === 0 ? 0 : value };
  const message = `\`${text}\` is neither a number nor a percentage: the limit of a probe's value, or of the share of its checks that go well`;
  return { ok: false, message, suggestion: null };
}

/** `800 ms` reads as `800`, then `ms`: says so instead of asking for a unit that stands there. */
function explain(cursor: SloCursor, token: Token, parse: (text: string) => UnitResult, failure: UnitResult & { ok: false }): string {
  const next = /^[a-zµμ%/]+/iu.exec(cursor.rest().text)?.[0];
  const joined = next === undefined ? null : `${token.text}${next}`;
  const suggestion = joined !== null && parse(joined).ok ? joined : failure.suggestion;
  return suggestion === null ? failure.message : `${failure.message}; did you mean \`${suggestion}\`?`;
}

/** A limit that nothing could ever meet is a slip of the pen, and would only show after the run. */
function refuseImpossible(cursor: SloCursor, token: Token, metric: SloMetric, comparison: Comparison, limit: SloLimit): void {
  if (metric.kind === 'vs_baseline' || limit.unit === 'number') return;
  if (limit.value < 0) cursor.failAt(token, `\`${token.text}\` is less than nothing`);
  if (comparison === '<' && limit.value === 0) cursor.failAt(token, `nothing can be less than \`${token.text}\`; did you mean \`<=\`?`);
  if (comparison === '>' && limit.unit === 'ratio' && limit.value === 1 && metric.kind !== 'error_budget') {
    cursor.failAt(token, `nothing can be more than \`${token.text}\`; did you mean \`>=\`?`);
  }
}

function exampleOf(metric: SloMetric): string {
  switch (metric.kind) {
    case 'percentile':
    case 'mean':
    case 'max':
    case 'stddev':
      return '800ms';
    case 'recovery_time':
    case 'outage_to_recovery':
    case 'time_to_first_failure':
    case 'longest_outage':
      return '10s';
    case 'error_budget':
    case 'probe':
      return '100%';
    case 'vs_baseline':
      return '+20%';
    case 'success_rate':
    case 'achieved_rate':
      return '99.9%';
    case 'error_rate':
    case 'dropped':
      return '0.1%';
    case 'bytes':
      return '1MB/s';
    default:
      return metric satisfies never;
  }
}
