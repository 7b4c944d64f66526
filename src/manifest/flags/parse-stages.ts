import { parseTimeSpan } from '../../units/duration.ts';
import { parseOfferedRate } from '../../units/rate.ts';
import type { Stage } from '../load-spec.ts';
import { flagError, quantityOf } from './flag-error.ts';

export interface StagesFlag {
  readonly startRatePerSecond: number;
  readonly stages: readonly Stage[];
  /** Of all stages together. */
  readonly durationMs: number;
}

const FLAG = '--stages';
const EXAMPLE = 'write --stages 100/s..500/s:30s,500/s:1m: from 100/s to 500/s in 30 s, then 500/s for a minute';

/**
 * `100/s..500/s:30s,500/s:1m`: from 100/s to 500/s in 30 s, then 500/s for a minute. A rate alone is held, and reached at once;
 * `..500/s:30s` begins at the rate before it. Throws a UserError.
 */
export function parseStages(text: string): StagesFlag {
  const given = text.split(',').map((part) => parseStage(text, part.trim()));
  const startRatePerSecond = given[0]?.from ?? 0;
  const stages: Stage[] = [];
  let current = startRatePerSecond;
  for (const { from, to, overMs } of given) {
    if (from !== null && from !== current) stages.push({ toPerSecond: from, overMs: 0 });
    stages.push({ toPerSecond: to, overMs });
    current = to;
  }
  if (given.every(({ from, to }) => to === 0 && (from ?? 0) === 0)) throw flagError(`${FLAG} ${text}`, 'no stage offers anything', EXAMPLE);
  return { startRatePerSecond, stages, durationMs: given.reduce((sum, { overMs }) => sum + overMs, 0) };
}

/** `from` is `null` where the stage begins at the rate before it. */
function parseStage(text: string, part: string): { readonly from: number | null; readonly to: number; readonly overMs: number } {
  const colon = part.lastIndexOf(':');
  const rates = part.slice(0, Math.max(0, colon)).split('..');
  const [first = '', second] = rates;
  if (colon < 1 || rates.length > 2) throw flagError(`${FLAG} ${text}`, `\`${part}\` is not a stage`, EXAMPLE);
  const rate = (one: string): number => quantityOf(FLAG, one, parseOfferedRate, 'allowed');
  const overMs = quantityOf(FLAG, part.slice(colon + 1), parseTimeSpan);
  if (second === undefined) return { from: rate(first), to: rate(first), overMs };
  return { from: first === '' ? null : rate(first), to: rate(second), overMs };
}
