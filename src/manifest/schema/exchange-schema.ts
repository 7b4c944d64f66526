import { z } from 'zod';
import { duration } from '../../units/quantity-schema.ts';
import type { StatusMatcher } from '../load-spec.ts';
import { name, nameKey, scalarText } from './name-schema.ts';
import { requestSchema } from './request-schema.ts';

const RANGE = /^(?:([1-5])xx|(\d{3})-(\d{3}))$/u;

const [LOWEST, HIGHEST] = [100, 599];

const statusCode = () => z.int().min(LOWEST).max(HIGHEST);

function hasStatuses(text: string): boolean {
  const [, , from, to] = RANGE.exec(text) ?? [];
  return from === undefined || (Number(from) <= Number(to) && Number(from) <= HIGHEST && Number(to) >= LOWEST);
}

export const status = () =>
  z
    .union([
      statusCode(),
      z
        .string()
        .regex(RANGE, { error: 'a status is a number, `2xx`, `200-299`, or a list of numbers', abort: true })
        .refine(hasStatuses, { error: 'no status is in this range: it goes from the lower to the higher, `200-299`' }),
      z.array(statusCode()).min(1),
    ])
    .transform((given): StatusMatcher => {
      if (typeof given === 'number') return [[given, given]];
      if (typeof given !== 'string') return given.map((code) => [code, code] as const);
      const [, hundreds, from, to] = RANGE.exec(given) ?? [];
      return hundreds === undefined ? [[Number(from), Number(to)]] : [[Number(hundreds) * 100, Number(hundreds) * 100 + 99]];
    })
    .describe('Statuses that count as success: `2xx`, `200`, `200-299`, or `[200, 404]`.');

export const timeout = () =>
  duration('From when a request is taken up to the end of its answer; beyond it the request has failed.', { positive: true });

export const expectSchema = z
  .strictObject({ status: status().optional(), timeout: timeout().optional() })
  .describe('What counts as success.');

const check = z.union([
  z.strictObject({
    header: z.string().min(1).describe('A header of the response, that must be there.'),
    equals: scalarText().optional().describe('Its whole value.'),
    contains: scalarText().optional().describe('Part of its value.'),
  }),
  z.strictObject({ bodyContains: scalarText().describe('Text that must be in the body.') }),
  z.strictObject({
    jsonPath: z.string().min(1).describe('Where in a JSON body: `$.items[0].id`.'),
    equals: z.unknown().optional().describe('One of the values found there; without it, anything.'),
  }),
]);

export const checksSchema = z.array(check).describe('What an answer with the expected status must also hold; otherwise its outcome is `check`.');

const extract = z.union([
  z.strictObject({ jsonPath: z.string().min(1).describe('Where in a JSON body: `$.token`.') }),
  z.strictObject({ header: z.string().min(1).describe('A header of the response.') }),
  z.strictObject({ regex: z.string().min(1).describe('A regular expression on the body; its first group, else the whole match.') }),
]);

const think = z.union([
  duration('A pause of this length.'),
  z.strictObject({ min: duration('The shortest pause.'), max: duration('The longest pause.') }),
]);

export const weightedRequestSchema = z.strictObject({
  name: name('The endpoint in reports; by default method and path.').optional(),
  weight: z.number().positive().default(1).describe('How often, in proportion to the others.'),
  request: requestSchema,
  expect: expectSchema.default({}),
  checks: checksSchema.default([]),
});

export const stepSchema = z.strictObject({
  name: name('The endpoint in reports, and for later steps: `{{name.extracted}}`.'),
  request: requestSchema,
  expect: expectSchema.default({}),
  checks: checksSchema.default([]),
  extract: z.record(nameKey(), extract).default({}).describe('Parts of the answer for later steps, by name.'),
  think: think.optional().describe('How long the user pauses after this step: `1s`, or `{ min: 500ms, max: 2s }` drawn by the seed.'),
});

export type CheckInput = z.output<typeof check>;
export type ExtractInput = z.output<typeof extract>;
export type WeightedRequestInput = z.output<typeof weightedRequestSchema>;
export type StepInput = z.output<typeof stepSchema>;
