import { z } from 'zod';
import { PHASES } from '../../plan/phase.ts';
import { REASON_CODES } from '../report.ts';
import { containerSchema } from './container-schema.ts';
import { faultSchema } from './fault-schema.ts';
import { loadSchema } from './load-schema.ts';
import { count, ms, verdict } from './parts.ts';
import { probeSchema } from './probe-schema.ts';
import { sloSchema } from './slo-schema.ts';

const reason = z.object({
  code: z.enum(REASON_CODES).describe('A closed list, to be added to.'),
  slo: z.string().nullable().describe('Id of the SLO that it is about.'),
  fault: z.string().nullable().describe('Id of the fault that it is about.'),
  phase: z.enum([...PHASES, 'all']).nullable(),
  atMs: ms.nullable(),
  message: z.string(),
});

const phase = z.object({
  name: z.enum(PHASES),
  fromMs: ms,
  toMs: ms,
  plannedMs: z.number().nonnegative(),
  cutShort: z.boolean(),
});

const tail = z.object({ p50: z.number().nullable(), p99: z.number().nullable(), 'p99.9': z.number().nullable(), max: z.number().nullable() });

const generator = z.object({
  dispatchLagMs: tail.describe('How late the generator itself took arrivals up.'),
  blockedMs: tail.describe('Resolving and connecting: the system’s doing.'),
  blockedByCapMs: tail.describe('Waiting for a connection under a cap of ours.'),
  achievedRatio: z.number().nullable().describe('Least share of due arrivals that were taken up in any ten seconds.'),
  cpuCores: z.number().nullable(),
  stolen: z
    .object({ mean: z.number(), worstSecond: z.number() })
    .nullable()
    .default(null)
    .describe('Share of this machine’s CPU that its host gave to others (steal) over the judged phases; null where unknown. Absent in older reports.'),
  limited: z.boolean().describe('The generator was the bottleneck: the run is invalid.'),
  limitedBecause: z.array(z.string()),
  perWorker: z.array(z.object({ worker: count, cpuCores: z.number().nullable(), eventLoopDelayMaxMs: z.number() })),
});

/**
 * `report.json` as its readers may rely on it. `Report` is what the code builds; a test holds that the two are one. Added to, never
 * renamed: readers must let pass what they do not know.
 */
export const reportSchema = z.object({
  schema: z.literal('shakedown.report/v1'),
  run: z.string(),
  source: z.enum(['manifest', 'flags']).describe('Whether the experiment was a manifest’s, or made of the flags of `load`.'),
  name: z.string(),
  hypothesis: z.string().nullable(),
  verdict: verdict.describe('`pass` only with exit code 0.'),
  exitCode: z.int().describe('Of the process: docs/exit-codes.md.'),
  reasons: z.array(reason).describe('Why the verdict is not a pass, weightiest first.'),
  seed: z.int(),
  startedAt: z.string().describe('ISO 8601.'),
  durationMs: z.number().nonnegative(),
  runFolder: z.string(),
  toolVersion: z.string(),
  node: z.string(),
  host: z.object({ os: z.string(), cpus: count }),
  engine: z
    .object({ name: z.string(), id: z.string(), version: z.string(), url: z.string() })
    .nullable()
    .default(null)
    .describe('The Docker engine that the stack’s containers lived on, `id` its Info.ID; null without one. Absent in older reports.'),
  manifestSha256: z.string(),
  git: z.string().nullable(),
  warnings: z.array(z.string()),
  phases: z.array(phase).describe('In the order entered. Times are on the run’s timeline, whose zero is the first arrival of the warm-up.'),
  slos: z.array(sloSchema),
  load: z.array(loadSchema),
  faults: z.array(faultSchema),
  containers: z.array(containerSchema),
  probes: z.array(probeSchema),
  undo: z.object({
    complete: z.boolean(),
    leftovers: z
      .array(z.object({ id: z.string(), describe: z.string(), manual: z.array(z.string()).describe('Commands that undo it by hand.') }))
      .describe('Of ours, and still there.'),
  }),
  operator: z
    .object({
      holds: z.array(z.object({ fromMs: ms, toMs: ms.nullable() })).describe('`toMs` is null where the run ended while it was held.'),
      notes: z.array(z.object({ atMs: ms, text: z.string() })),
    })
    .describe('What somebody at the keyboard did to the run and said of it.'),
  stop: z.object({ by: z.string(), atMs: ms, message: z.string() }).nullable().describe('What ended the run before its time.'),
  generator,
});

/** JSON Schema (draft 7) of `report.json`. */
export function reportJsonSchema(): object {
  const schema = z.toJSONSchema(reportSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return { title: 'Shakedown report', ...schema };
}
