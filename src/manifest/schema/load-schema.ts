import { z } from 'zod';
import { duration, rate } from '../../units/quantity-schema.ts';
import type { StatusMatcher } from '../experiment.ts';
import { name, scalarText } from './name-schema.ts';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const RANGE = /^(?:([1-5])xx|(\d{3})-(\d{3}))$/u;

const statusCode = () => z.int().min(100).max(599);

const status = z
  .union([statusCode(), z.string().regex(RANGE, { error: 'a status is a number, `2xx`, `200-299`, or a list of numbers' }), z.array(statusCode()).min(1)])
  .transform((given): StatusMatcher => {
    if (typeof given === 'number') return [[given, given]];
    if (typeof given !== 'string') return given.map((code) => [code, code] as const);
    const [, hundreds, from, to] = RANGE.exec(given) ?? [];
    return hundreds === undefined ? [[Number(from), Number(to)]] : [[Number(hundreds) * 100, Number(hundreds) * 100 + 99]];
  })
  .prefault('2xx')
  .describe('Statuses that count as success: `2xx`, `200`, `200-299`, or `[200, 404]`.');

export const requestSchema = z
  .strictObject({
    method: z.enum(METHODS).default('GET').describe('HTTP method.'),
    url: z.string().describe('Address, or `{{service.url}}/path` for a service of the stack.'),
    headers: z.record(z.string(), scalarText()).default({}).describe('Headers by name.'),
    json: z.unknown().optional().describe('Body, sent as JSON with its content type.'),
    body: z.string().optional().describe('Body as text; instead of `json`.'),
  })
  .describe('The request that every arrival sends.');

export const loadSchema = z.strictObject({
  name: name('Name in reports, and for `slos[].load`.'),
  rate: rate('Arrivals offered, whatever the system does with them (open model).', { positive: true }),
  arrivals: z
    .enum(['constant', 'poisson'])
    .default('constant')
    .describe('`constant`: evenly spaced. `poisson`: independent arrivals, drawn from the seed.'),
  request: requestSchema,
  expect: z
    .strictObject({
      status,
      timeout: duration('From when an arrival is taken up to the end of the answer; beyond it the arrival has failed.', { positive: true }).prefault('2s'),
    })
    .prefault({})
    .describe('What counts as success.'),
  maxInFlight: z
    .int()
    .min(1)
    .optional()
    .describe('Arrivals in flight at most; beyond it they are dropped and counted. By default enough that a stall drops none (rate × timeout).'),
});

export type LoadInput = z.output<typeof loadSchema>;
