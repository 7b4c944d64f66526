import { z } from 'zod';
import { BYTE_RATE_PATTERN, parseByteRate } from './byte-rate.ts';
import { BYTE_SIZE_PATTERN, parseByteSize } from './byte-size.ts';
import { DURATION_PATTERN, parseTimeSpan } from './duration.ts';
import type { UnitResult } from './parse-quantity.ts';
import { parsePercentage, PERCENTAGE_PATTERN } from './percentage.ts';
import { parseOfferedRate, RATE_PATTERN } from './rate.ts';

/** What an issue of ours carries beside its message, in Zod's `params`. */
export interface IssueParams {
  readonly suggestion: string | null;
  /** The offending part of the scalar, where it is not the whole. */
  readonly span?: { readonly offset: number; readonly length: number };
}

/** A part of a scalar that `${ENV}` or `{{var}}` will replace; editors must not complain of it. */
export const PLACEHOLDER_PATTERN = String.raw`.*(\$\{|\{\{).*`;

export interface Bounds {
  /** Refuses 0. */
  readonly positive?: boolean;
}

/** A duration in ms, one that a timer can count; `examples` go into the JSON Schema. */
export function duration(description: string, bounds: Bounds = {}) {
  return quantity(parseTimeSpan, DURATION_PATTERN, ['200ms', '30s', '2m'], description, bounds);
}

/** A rate per second, of what is to be sent. */
export function rate(description: string, bounds: Bounds = {}) {
  return quantity(parseOfferedRate, RATE_PATTERN, ['200/s', '600/m'], description, bounds);
}

/** Bytes. */
export function byteSize(description: string, bounds: Bounds = {}) {
  return quantity(parseByteSize, BYTE_SIZE_PATTERN, ['64KiB', '5kB'], description, bounds);
}

/** Bytes per second. */
export function byteRate(description: string, bounds: Bounds = {}) {
  return quantity(parseByteRate, BYTE_RATE_PATTERN, ['100kB/s', '2MB/s'], description, bounds);
}

/** A ratio, 0 … 1. */
export function percentage(description: string, bounds: Bounds = {}) {
  return quantity(parsePercentage, PERCENTAGE_PATTERN, ['50%', '99.9%'], description, bounds);
}

function quantity(parse: (text: string) => UnitResult, pattern: string, examples: string[], description: string, bounds: Bounds) {
  return z
    .unknown()
    .meta({ type: 'string', pattern: `^(${pattern}|${PLACEHOLDER_PATTERN})$`, examples })
    .transform((input, context): number => {
      const result = check(parse, input, examples, bounds);
      if (result.ok) return result.value;
      const suggestion = result.suggestion === null ? null : `did you mean \`${result.suggestion}\`?`;
      const params: IssueParams = { suggestion };
      context.issues.push({ code: 'custom', input, message: result.message, params: { ...params } });
      return z.NEVER;
    })
    .describe(description);
}

function check(parse: (text: string) => UnitResult, input: unknown, examples: readonly string[], bounds: Bounds): UnitResult {
  if (typeof input !== 'string' && typeof input !== 'number') {
    return { ok: false, message: `expected a quantity such as \`${examples[0]}\``, suggestion: null };
  }
  const text = String(input);
  const result = parse(text);
  if (!result.ok || result.value > 0 || bounds.positive !== true) return result;
  return { ok: false, message: `\`${text}\` must be more than zero`, suggestion: null };
}
