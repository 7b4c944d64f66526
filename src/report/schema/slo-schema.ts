import { z } from 'zod';
import { PHASES } from '../../plan/phase.ts';
import { count, verdict } from './parts.ts';

export const sloSchema = z.object({
  id: z.string(),
  expr: z.string().describe('Canonical text of the expression.'),
  load: z.string().nullable().describe('null: it judges a probe.'),
  phase: z.enum([...PHASES, 'all']),
  value: z.number().nullable().describe('In `unit`; null when there is none, or when it falls among failures (`censored`).'),
  unit: z.enum(['ms', 'ratio', 'per_second', 'count']),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  scope: z.enum(['run']).describe('run: what users met in this phase of this run.'),
  statistic: z.enum(['interval', 'plain']),
  method: z.string(),
  confidence: z.number().nullable(),
  n: count,
  nEffective: z.number().nonnegative(),
  nRequired: count.describe('Least samples that could decide it.'),
  limit: z.number(),
  margin: z.number().nullable().describe('How far inside its limit, as a share of the limit; negative when over.'),
  censored: z.boolean().describe('The percentile falls among failures and drops: it is at least `atLeast`.'),
  atLeast: z.number().nullable(),
  verdict,
  note: z.string().nullable(),
});
