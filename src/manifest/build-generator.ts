import type { GeneratorSpec } from './generator-spec.ts';
import type { GeneratorInput } from './schema/generator-schema.ts';

export function buildGenerator({ workers, precise, sent, within, cpu, busy, stall }: GeneratorInput): GeneratorSpec {
  const limits = { sentShare: sent, withinSeconds: within / 1000, busyCores: precise ? null : cpu, busyShare: busy, stallMs: stall };
  return { workers, precise, limits };
}
