import { z } from 'zod';
import { JUDGED_PHASES, PHASES } from '../plan/phase.ts';
import { parseDocument } from './parse-document.ts';
import type { ParsedDocument } from './parse-document.ts';

/** A number in a report: JSON has no NaN, but an edited file may have anything. */
const milliseconds = z.number().min(0).nullable();
const times = z.object({ p50: milliseconds, p95: milliseconds, p99: milliseconds });
const share = z.number().min(0).max(1).nullable();
const count = z.int().min(0);

const statistics = z.object({ count, successRate: share, responseTimeMs: times, serviceTimeMs: times });
const byPhase = <T extends z.ZodType>(value: T) => z.object(Object.fromEntries(JUDGED_PHASES.map((phase) => [phase, value.optional()])));

/** What `compare` reads of a report; whatever else is in it does not matter here. */
export const comparableReport = z.object({
  schema: z.literal('shakedown.report/v1'),
  run: z.string().min(1),
  name: z.string(),
  startedAt: z.string(),
  exitCode: z.int(),
  manifestSha256: z.string(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  phases: z.array(z.object({ name: z.enum(PHASES), plannedMs: z.number() })),
  load: z.array(
    z.object({
      name: z.string(),
      model: z.enum(['open', 'closed']),
      engine: z.string().default('native'),
      connections: z.number().nullable().default(null),
      phases: byPhase(statistics),
    }),
  ),
  faults: z.array(z.object({ id: z.string(), type: z.string(), target: z.string() })),
  // Reports of before there were probes have none.
  probes: z.array(z.object({ name: z.string(), phases: byPhase(z.object({ count, successRate: share })) })).default([]),
});

export type ComparableReport = z.output<typeof comparableReport>;

/** A report's text, or what is wrong with it, in words. */
export function parseComparableReport(text: string): ParsedDocument<ComparableReport> {
  return parseDocument(text, {
    name: 'shakedown.report/v1',
    schema: comparableReport,
    refuse: (found) =>
      `${found === null ? 'it says no schema' : `it is of the schema ${JSON.stringify(found)}`}, and runs are compared by shakedown.report/v1`,
  });
}
