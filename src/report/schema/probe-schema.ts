import { z } from 'zod';
import { byPhase, count, ms } from './parts.ts';

const statistics = z.object({ count, ok: count, successRate: z.number().nullable() });

export const probeSchema = z.object({
  name: z.string(),
  kind: z.enum(['http', 'tcp', 'prometheus', 'container', 'command']),
  asks: z.string(),
  expects: z.string(),
  everyMs: z.number(),
  timeoutMs: z.number(),
  whole: statistics,
  phases: byPhase(statistics),
  value: z.object({ unit: z.string().nullable(), last: z.number().nullable(), min: z.number().nullable(), max: z.number().nullable() }),
  failures: z.array(z.object({ atMs: ms, message: z.string().nullable() })).describe('The first ones.'),
  lost: z.object({ atMs: ms, message: z.string() }).nullable(),
});
