import { z } from 'zod';
import { duration, rate } from '../../units/quantity-schema.ts';
import { CLOSED_ENGINES } from '../load-spec.ts';
import { dataSchema } from './data-schema.ts';
import { checksSchema, expectSchema, stepSchema, timeout, status, weightedRequestSchema } from './exchange-schema.ts';
import { name } from './name-schema.ts';
import { requestSchema } from './request-schema.ts';
import { transportShape } from './transport-schema.ts';

const stage = z.strictObject({
  to: rate('The rate at the end of this stage.'),
  over: duration('How long the change takes, linearly from the rate before; `0s` is a step.'),
});

export const loadSchema = z.strictObject({
  name: name('Name in reports, and for `slos[].load`.'),
  model: z
    .enum(['open', 'closed'])
    .default('open')
    .describe('`open`: arrivals by a rate, whatever the system does with them. `closed`: connections that send when the last answer is in.'),
  rate: rate('Arrivals offered; with `stages`, the rate at which they begin (0 without it).', { positive: true }).optional(),
  stages: z
    .array(stage)
    .min(1, { error: 'without a stage there is no rate' })
    .optional()
    .describe('How the rate changes: ramps and steps one after another; the last rate stays.'),
  arrivals: z
    .enum(['constant', 'poisson'])
    .optional()
    .describe('`constant` (default): evenly spaced. `poisson`: independent arrivals, drawn from the seed.'),
  startAfter: duration('From the start of the warm-up to where this load begins.').optional(),
  connections: z.int().min(1).optional().describe('Closed model: connections that each send their next request when the last is answered.'),
  amount: z.int().min(1).optional().describe('Closed model: requests in all, in place of as many as the phases have room for.'),
  engine: z
    .enum(CLOSED_ENGINES)
    .optional()
    .describe('Closed model: `autocannon` (default), or `native`, our own transport, for systems that are faster than autocannon.'),
  request: requestSchema.optional(),
  requests: z.array(weightedRequestSchema).min(1).optional().describe('Instead of `request`: several, of which each arrival draws one by weight.'),
  steps: z.array(stepSchema).min(1).optional().describe('Instead of `request`: a flow. Each arrival is a virtual user who goes through all steps.'),
  expect: z.strictObject({ status: status().prefault('2xx'), timeout: timeout().prefault('2s') }).prefault({}).describe(expectSchema.description ?? ''),
  checks: checksSchema.optional(),
  cookies: z.boolean().optional().describe('Whether a flow keeps the cookies that it is given; it does unless this is `false`.'),
  data: z.array(dataSchema).default([]).describe('Files whose rows fill `{{name.column}}`; an arrival gets one row of each.'),
  maxInFlight: z
    .int()
    .min(1)
    .optional()
    .describe('Arrivals in flight at most; beyond it they are dropped and counted. By default enough that a stall drops none (rate × timeout).'),
  maxConnections: z
    .int()
    .min(1)
    .optional()
    .describe('Connections to each server at most; arrivals beyond it wait for one, counted as held up by a cap. By default as many as may be in flight.'),
  ...transportShape,
});

export type LoadInput = z.output<typeof loadSchema>;
