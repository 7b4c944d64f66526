import { z } from 'zod';
import { duration } from '../../units/quantity-schema.ts';
import { faultSchema } from './fault-schema.ts';
import { generatorSchema } from './generator-schema.ts';
import { loadSchema } from './load-schema.ts';
import { name, nameKey } from './name-schema.ts';
import { phasesSchema } from './phases-schema.ts';
import { probeSchema } from './probe-schema.ts';
import { sloSchema, stopConditionSchema } from './slo-schema.ts';
import { stackSchema } from './stack-schema.ts';
import { targetsSchema } from './target-schema.ts';
import { toxiproxySchema } from './toxiproxy-schema.ts';

const metadata = z
  .strictObject({
    name: name('Name of the experiment; part of the run folder’s name.'),
    description: z.string().optional().describe('What a reader should know of it.'),
    owner: z.string().optional().describe('Who answers for it.'),
    tags: z.array(z.string()).default([]).describe('For finding and grouping.'),
  })
  .describe('What the experiment is called.');

export const safetySchema = z
  .strictObject({
    maxTargets: z.int().min(1).default(1).describe('Processes or containers that one fault may touch; for an edge, its clients.'),
    maxDuration: duration('The run stops, with everything undone, when it takes longer.', { positive: true }).prefault('15m'),
    engine: z
      .string()
      .min(1)
      .optional()
      .describe('The Docker engine, by URL or context. One that is not on this machine is refused unless it is named here.'),
    protect: z
      .array(z.string())
      .default([])
      .describe('Services, instances (`api-2`) and containers that no fault may hit; as the label `dev.shakedown.protect` does.'),
    watchdog: z
      .enum(['on', 'off'])
      .default('on')
      .describe('A process beside the run that undoes in its place when it is killed; `off`: only `shakedown recover` does.'),
    allowPublicTargets: z.boolean().default(false).describe('Allows load and probes on addresses that are neither loopback nor private.'),
    allowHostDisk: z
      .boolean()
      .default(false)
      .describe('Allows `disk_fill` on a disk that is the engine’s, or that others share; the fault then needs `atMost`.'),
    allowCommands: z.boolean().default(false).describe('Allows probes that run programs on this machine.'),
  })
  .describe('Limits that nothing else in the manifest can widen.');

/** The one source of what a manifest may hold; its JSON Schema and reference are made from it. */
export const manifestSchema = z
  .strictObject({
    apiVersion: z.literal('shakedown/v1').describe('Version of this format.'),
    kind: z.literal('Experiment').describe('What the file describes.'),
    metadata,
    hypothesis: z.string().optional().describe('What you expect to hold, in a sentence.'),
    vars: z
      .record(nameKey(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('Values for `{{name}}` anywhere below; overridden with `--set vars.name=…`.'),
    stack: stackSchema.optional(),
    toxiproxy: toxiproxySchema.optional(),
    targets: targetsSchema.default({}),
    load: z
      .array(loadSchema)
      .default([])
      .describe('The load: each entry is a stream of requests of its own. May be left away where there are probes.'),
    generator: generatorSchema.prefault({}),
    probes: z.array(probeSchema).default([]).describe('Questions asked of the system again and again, from the warm-up to the end.'),
    phases: phasesSchema,
    faults: z.array(faultSchema).default([]).describe('What is broken on purpose, and when.'),
    slos: z
      .array(sloSchema)
      .min(1, { error: 'without an SLO there is no verdict' })
      .describe('What must hold: a text such as `p99(response_time) < 800ms`, or an object that says more.'),
    stopConditions: z
      .array(stopConditionSchema)
      .default([])
      .describe('The run stops, with everything undone, when one of these holds: `success_rate < 50% for 5s`.'),
    safety: safetySchema.prefault({}),
    random: z
      .strictObject({
        seed: z.int().min(0).optional().describe('Seed of every random choice; without it the run draws one and prints it.'),
      })
      .default({})
      .describe('Randomness.'),
  })
  .describe('A chaos experiment: load, faults, and what must hold.');

export type ManifestInput = z.output<typeof manifestSchema>;
