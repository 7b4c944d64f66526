import { DEFAULT_LIMITS, type GeneratorLimits } from '../manifest/generator-spec.ts';
import type { RunState } from './run-state.ts';

/** From where on the generator of a run counts as its limit; the default's where its log does not say. */
export function generatorLimits(header: RunState['header']): GeneratorLimits {
  return header?.generator ?? DEFAULT_LIMITS;
}
