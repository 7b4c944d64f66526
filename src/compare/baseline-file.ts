import { z } from 'zod';
import { JUDGED_PHASES } from '../plan/phase.ts';
import type { MeasuredRun } from './comparison.ts';
import type { ExperimentDesign } from './incomparable.ts';
import { parseDocument } from './parse-document.ts';
import type { ParsedDocument } from './parse-document.ts';

/** A file in the repository that later runs are held against: every run's own measures, and so the spread between runs. */
export interface BaselineFile {
  readonly schema: 'shakedown.baseline/v1';
  readonly design: ExperimentDesign;
  readonly runs: readonly MeasuredRun[];
}

const measure = z.object({
  load: z.string().nullable(),
  probe: z.string().nullable(),
  phase: z.enum(JUDGED_PHASES),
  metric: z.enum(['p50', 'p95', 'p99', 'success_rate']),
  of: z.enum(['response_time', 'service_time']).nullable(),
  unit: z.enum(['ms', 'ratio']),
  value: z.number().min(0).nullable(),
  count: z.int().min(1),
});

const baseline = z.object({
  schema: z.literal('shakedown.baseline/v1'),
  design: z.object({
    name: z.string(),
    phases: z.array(z.object({ name: z.string(), plannedMs: z.number() })),
    load: z.array(z.object({ name: z.string(), model: z.string(), engine: z.string(), connections: z.number().nullable() })),
    faults: z.array(z.object({ id: z.string(), type: z.string(), target: z.string() })),
    offered: z.record(z.string(), z.number()),
  }),
  runs: z.array(z.object({ run: z.string(), startedAt: z.string(), measures: z.array(measure) })).min(1),
});

/** A baseline's text, or what is wrong with it, in words. */
export function parseBaseline(text: string): ParsedDocument<BaselineFile> {
  return parseDocument(text, {
    name: 'shakedown.baseline/v1',
    schema: baseline,
    refuse: (found) => `it is of the schema ${JSON.stringify(found)}, not shakedown.baseline/v1`,
  });
}

/** As it stands in the repository: one measure a line, so that a diff says what changed. */
export function renderBaseline({ schema, design, runs }: BaselineFile): string {
  const lines = runs.map(({ run, startedAt, measures }) => {
    const listed = measures.map((each) => `        ${JSON.stringify(each)}`).join(',\n');
    return `    {\n      "run": ${JSON.stringify(run)},\n      "startedAt": ${JSON.stringify(startedAt)},\n      "measures": [\n${listed}\n      ]\n    }`;
  });
  return `{\n  "schema": ${JSON.stringify(schema)},\n  "design": ${JSON.stringify(design)},\n  "runs": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
