import { z } from 'zod';
import { duration, percentage } from '../../units/quantity-schema.ts';

/** The most threads that one run may start for each of its engines. */
const MOST_WORKERS = 64;

export const generatorSchema = z
  .strictObject({
    workers: z
      .int()
      .min(1)
      .max(MOST_WORKERS)
      .default(1)
      .describe('Threads that share the schedule, or the connections of each closed load.'),
    precise: z
      .boolean()
      .default(false)
      .describe('Workers stay awake for the next arrival, for sends as sharp as they get: each then takes a whole core, whatever the rate.'),
    sent: percentage('Of the arrivals due in any `within`, the least that must have been sent by its end.', { positive: true }).prefault('99%'),
    within: duration('The window of `sent`, in whole seconds.', { positive: true })
      .refine((ms) => ms % 1000 === 0, { error: '`within` is a number of whole seconds: arrivals are counted by the second' })
      .prefault('10s'),
    cpu: percentage('A worker above this share of a core is busy.', { positive: true }).prefault('90%'),
    busy: percentage('Of the judged seconds, the most in which a worker may be busy.').prefault('5%'),
    stall: duration('How long a worker of a closed load may stand still.', { positive: true }).prefault('500ms'),
  })
  .describe('The load generator: its threads, and from where on it counts as the limit, which makes the run invalid.');

export type GeneratorInput = z.output<typeof generatorSchema>;
