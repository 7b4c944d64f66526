import { z } from 'zod';
import { JUDGED_PHASES } from '../../plan/phase.ts';
import { parseSloExpression } from '../../slo/parse-slo-expression.ts';
import { FAILURE_KINDS } from '../../slo/slo-expression.ts';
import type { SloExpression } from '../../slo/slo-expression.ts';
import { parseDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { IssueParams } from '../../units/quantity-schema.ts';
import { name } from './name-schema.ts';

const EXAMPLES = ['p99(response_time) < 800ms', 'success_rate >= 99.9%', 'recovery_time < 10s'];

function refuse(context: z.RefinementCtx, input: string, message: string, params: IssueParams): never {
  context.issues.push({ code: 'custom', input, message, params: { ...params } });
  return z.NEVER;
}

function parseExpression(text: string, context: z.RefinementCtx): SloExpression {
  const parsed = parseSloExpression(text);
  if (parsed.ok) return parsed.expression;
  const { offset, length } = parsed;
  const [message = parsed.message, advice] = parsed.message.split(/; (?=did you mean )/u);
  return refuse(context, text, message, { suggestion: advice ?? null, span: { offset, length } });
}

export const sloExpressionSchema = z
  .string()
  .meta({ examples: EXAMPLES })
  .transform(parseExpression)
  .describe('`metric comparison limit`. Metrics: p0.01 … p99.99, mean, max, stddev of response_time or service_time; success_rate, error_rate (also of one kind: error_rate(timeout)), achieved_rate, dropped, bytes, error_budget(99.9%), recovery_time, outage_to_recovery, time_to_first_failure, longest_outage, probe(name); and `… vs baseline < +20%`.');

const whereSchema = z
  .strictObject({
    endpoint: z.string().min(1).optional().describe('A request or step by its name.'),
    outcome: z.enum(['ok', 'failed', ...FAILURE_KINDS]).optional().describe('How the arrival ended; `failed` is all but ok.'),
    status: z
      .union([z.string(), z.int()])
      .transform(String)
      .refine((text) => /^[1-5](?:\d\d|xx)$/u.test(text), 'a status is `503`, or `5xx` for all of its kind')
      .optional()
      .describe('`503`, or `5xx`.'),
  })
  .describe('Only these arrivals are looked at.');

const windowSchema = z
  .strictObject({
    size: duration('Whole seconds.').refine((ms) => ms >= 1000 && ms % 1000 === 0, 'a window counts whole seconds, at least `1s`'),
    mode: z.enum(['every', 'any']).default('every').describe('It must hold in every window, or in any of them.'),
  })
  .describe('Judged in each stretch of that size, on plain values.');

const confidenceSchema = z
  .union([z.number().gt(0).lt(1), z.literal('off')])
  .transform((value) => (value === 'off' ? null : value))
  .describe('Of the interval that decides; `off` compares values as they are. By default 0.95.');

export const sloObjectSchema = z.strictObject({
  expr: sloExpressionSchema,
  id: name('Name in reports; by default made of the expression.').optional(),
  phase: z
    .enum([...JUDGED_PHASES, 'all'])
    .optional()
    .describe('The phase judged. By default the fault phase, or the whole run where there are no faults.'),
  load: z.string().optional().describe('Name of the load entry judged; by default each of them.'),
  where: whereSchema.optional(),
  window: windowSchema.optional(),
  confidence: confidenceSchema.optional(),
  steady: z
    .boolean()
    .optional()
    .describe('Judged on what this state of the system would show another day, rather than on what users met in this run.'),
  onBreach: z
    .enum(['fail', 'warn', 'stop'])
    .optional()
    .describe('`warn`: told, decides nothing. `stop`: ends the run as soon as the evidence says so. By default `fail`.'),
  grace: duration('Of `onBreach: stop`: from the beginning of the phase, before the first look.').optional(),
  minSamples: z.int().min(1).optional().describe('Fewer samples than this are too little evidence, whatever the statistics say.'),
});

export const sloSchema = z.union([sloExpressionSchema, sloObjectSchema]);

export type SloObjectInput = z.output<typeof sloObjectSchema>;


const CONDITION = /^(?<expression>.*?)\s+for\s+(?<held>\S+)\s*$/su;

export const stopConditionSchema = z
  .string()
  .meta({ examples: ['success_rate < 50% for 5s'] })
  .transform((text, context) => {
    const { expression: expressionText, held } = CONDITION.exec(text)?.groups ?? {};
    if (expressionText === undefined || held === undefined) {
      return refuse(context, text, 'a stop condition says for how long it must hold', { suggestion: `\`${text} for 5s\`` });
    }
    const duration = parseDuration(held);
    if (!duration.ok || duration.value < 1000) {
      const message = duration.ok ? 'a stop condition is looked at once a second: it must hold for 1s or more' : duration.message;
      const suggestion = duration.ok || duration.suggestion === null ? null : `did you mean \`${duration.suggestion}\`?`;
      return refuse(context, text, message, { suggestion, span: { offset: text.lastIndexOf(held), length: held.length } });
    }
    return { text, forMs: duration.value, expression: parseExpression(expressionText, context) };
  });

export type StopConditionInput = z.output<typeof stopConditionSchema>;
