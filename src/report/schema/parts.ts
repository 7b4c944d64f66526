import { z } from 'zod';

export const verdict = z.enum(['pass', 'fail', 'inconclusive']);

/** A place on the timeline. */
export const ms = z.number().describe('On the timeline, ms.');

export const count = z.int().nonnegative();

const time = z.number().nullable();

/** `null`: no data, or a percentile of response time that falls among the failures. */
export const timesMs = z.object({ mean: time, p50: time, p90: time, p95: time, p99: time, 'p99.9': time, max: time });

export const responseTimesMs = timesMs.extend({
  censored: z
    .boolean()
    .default(false)
    .describe('Percentiles that are null fall among failures and drops: they are at least `atLeast`. Absent in older reports.'),
  atLeast: time.default(null).describe('The timeout; null where no percentile falls among the failures. Absent in older reports.'),
});

/** Only phases that there were. */
export function byPhase<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodObject<Record<'warmup' | 'baseline' | 'fault' | 'recovery', z.ZodExactOptional<Schema>>> {
  const phase = z.exactOptional(schema);
  return z.object({ warmup: phase, baseline: phase, fault: phase, recovery: phase });
}
