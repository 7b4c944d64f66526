import { z } from 'zod';
import { duration } from '../../units/quantity-schema.ts';

export const phasesSchema = z
  .strictObject({
    warmup: duration('Load without judgement, before all else.').prefault('3s'),
    baseline: duration('The steady state, before any fault. If it does not hold, nothing is injected.', { positive: true }),
    fault: duration('From the first fault until the last has ended.', { positive: true }).optional(),
    recovery: duration('After the last fault is proven gone.', { positive: true }).optional(),
  })
  .describe('How long each phase takes. `fault` and `recovery` belong to experiments with faults.');

export type PhasesInput = z.output<typeof phasesSchema>;
