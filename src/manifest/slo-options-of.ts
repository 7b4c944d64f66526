import { DEFAULT_CONFIDENCE } from '../slo/slo-options.ts';
import type { SloOptions } from '../slo/slo-options.ts';
import type { SloObjectInput } from './schema/slo-schema.ts';

/** How an entry of `slos` is judged, defaults filled in. */
export function sloOptions(input: SloObjectInput): SloOptions {
  const { phase, where, window, minSamples, confidence, steady, onBreach, grace } = input;
  return {
    phase: phase ?? null,
    where: where === undefined ? null : { endpoint: where.endpoint ?? null, outcome: where.outcome ?? null, status: where.status ?? null },
    window: window === undefined ? null : { sizeMs: window.size, mode: window.mode },
    minSamples: minSamples ?? null,
    confidence: confidence === undefined ? DEFAULT_CONFIDENCE : confidence,
    steady: steady ?? false,
    onBreach: onBreach ?? 'fail',
    graceMs: grace ?? 0,
  };
}
