import { z } from 'zod';
import { count, ms } from './parts.ts';

const load = z.object({ mean: z.number(), max: z.number() }).nullable();

export const containerSchema = z.object({
  name: z.string(),
  id: z.string(),
  service: z.string().nullable().describe('Of its compose project.'),
  status: z.enum(['created', 'running', 'paused', 'exited', 'removed']).describe('When the run ended.'),
  health: z.string().nullable(),
  exitCode: z.int().nullable(),
  deaths: count,
  oomKills: count,
  starts: count,
  lifecycle: z.array(
    z.object({
      atMs: ms,
      change: z.string(),
      exitCode: z.int().nullable(),
      health: z.string().nullable(),
      expected: z.boolean().describe('We, or a fault of ours, did it.'),
    }),
  ),
  cpuCores: load.describe('null: never measured.'),
  memoryBytes: load,
  memoryLimitBytes: z.number().nullable(),
  series: z
    .array(
      z.object({ atMs: ms, cpuCores: z.number(), memoryBytes: z.number(), receivedBytes: z.number(), sentBytes: z.number() }),
    )
    .describe('About one a second; fewer of a long run or of many containers, each then the mean until the next. Bytes since the container’s start.'),
});
