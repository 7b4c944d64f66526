import { z } from 'zod';
import { PHASES } from '../../plan/phase.ts';
import { count, verdict } from './parts.ts';

const scope = z
  .enum(['run', 'regime'])
  .describe('run: what users met in this phase of this run. regime: what this state of the system would show another day.');

const interval = z
  .tuple([z.number().nullable(), z.number().nullable()])
  .nullable()
  .describe('In `unit`. null at an end: no bound there at this n, or it falls among failures.');

const methodName = z
  .enum([
    'Clopper-Pearson',
    'Wilson',
    'Korn-Graubard',
    'Hall',
    'Bonett',
    'batch means',
    'jackknife',
    'Bonferroni',
    'exact',
    'none',
    'resolution',
    'plain',
  ])
  .nullable()
  .default(null)
  .describe(
    '`method` in a word. exact: counted, nothing is estimated. none: it has no interval. resolution: a time, known to the second or slot. plain: compared as it is, for none was asked for. null: nothing was measured. Absent in older reports.',
  );

export const sloSchema = z.object({
  id: z.string(),
  expr: z.string().describe('Canonical text of the expression.'),
  load: z.string().nullable().describe('null: it judges a probe.'),
  phase: z.enum([...PHASES, 'all']),
  value: z.number().nullable().describe('In `unit`; null when there is none, or when it falls among failures (`censored`).'),
  unit: z.enum(['ms', 'ratio', 'per_second', 'count', 'number', 'bytes', 'bytes_per_second']),
  interval,
  scope,
  statistic: z.enum(['interval', 'plain']),
  method: z.string(),
  methodName,
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
  beside: z
    .object({ scope, interval, nEffective: z.number().nonnegative(), method: z.string(), methodName, verdict })
    .nullable()
    .describe('The interval of the other scope, where there is enough to say; it decides nothing.'),
  options: z.string().nullable().describe('What else the SLO said.'),
  onBreach: z.enum(['fail', 'warn', 'stop']).describe('warn: its failure is told and decides nothing.'),
});
