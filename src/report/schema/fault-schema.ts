import { z } from 'zod';
import { count, ms } from './parts.ts';

const proof = z.object({ proven: z.boolean(), what: z.string(), value: z.number().nullable(), unit: z.string().nullable() });

export const faultSchema = z.object({
  id: z.string(),
  type: z.string(),
  target: z.string(),
  drawn: z.array(z.string()).describe('The victims that the seed drew.'),
  injectCalledAtMs: ms.nullable(),
  provenAtMs: ms.nullable(),
  undoCalledAtMs: ms.nullable(),
  goneAtMs: ms.nullable(),
  exposure: z.object({ connections: count.nullable(), bytes: count, share: z.number() }).nullable().describe('What went through the fault.'),
  proof: proof.nullable().describe('Did it bite?'),
  gone: proof.nullable().describe('Is it gone?'),
  error: z.string().nullable(),
});
