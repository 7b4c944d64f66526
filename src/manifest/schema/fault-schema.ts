import { z } from 'zod';
import type { FaultKindName } from '../../faults/fault-settings.ts';
import type { FaultKind, TargetShape } from '../../faults/kinds/fault-kind.ts';
import { FAULT_KINDS } from '../../faults/kinds/fault-kinds.ts';
import { duration } from '../../units/quantity-schema.ts';
import { name } from './name-schema.ts';
import { exchangeWithEdge } from './target-schema.ts';

const TARGET_WORDS: Record<TargetShape, string> = { edge: 'an edge', service: 'a service', groups: 'a `between`' };

/** One variant of `faults[]` for each kind. */
function faultVariant<K extends FaultKindName>(kind: FaultKind<K>) {
  const { summary, targetShape, type } = kind;
  return z
    .strictObject({
      id: name('Unique name, in reports and events. By default the kind and its target.').optional(),
      type: z.literal(type).describe(summary),
      target: z.string().describe(`Name of ${TARGET_WORDS[targetShape]} target.`),
      with: kind.schema.prefault({}).describe('Settings of this kind.'),
      at: duration('From the start of the fault phase.').prefault('0s'),
      restore: z
        .literal('self')
        .optional()
        .describe('Of a kill, stop or crash: nothing is started again until the run ends; the system must recover by itself.'),
      proof: exchangeWithEdge
        .optional()
        .describe('What is asked of the edge to prove this fault, in place of the edge’s `protocol`; for faults on edges.'),
      for: duration('How long it is held; by default until the fault phase ends.', { positive: true }).optional(),
    })
    .describe(summary);
}

export const faultSchema = z.discriminatedUnion('type', [
  faultVariant(FAULT_KINDS.latency),
  faultVariant(FAULT_KINDS.timeout),
  faultVariant(FAULT_KINDS.reset_peer),
  faultVariant(FAULT_KINDS.down),
  faultVariant(FAULT_KINDS.bandwidth),
  faultVariant(FAULT_KINDS.slow_close),
  faultVariant(FAULT_KINDS.slicer),
  faultVariant(FAULT_KINDS.limit_data),
  faultVariant(FAULT_KINDS.corrupt),
  faultVariant(FAULT_KINDS.blackhole),
  faultVariant(FAULT_KINDS.connect_delay),
  faultVariant(FAULT_KINDS.http),
  faultVariant(FAULT_KINDS.kill),
  faultVariant(FAULT_KINDS.pause),
  faultVariant(FAULT_KINDS.stop),
  faultVariant(FAULT_KINDS.restart),
  faultVariant(FAULT_KINDS.crash),
  faultVariant(FAULT_KINDS.partition),
  faultVariant(FAULT_KINDS.isolate),
  faultVariant(FAULT_KINDS.loss),
  faultVariant(FAULT_KINDS.dns),
  faultVariant(FAULT_KINDS.cpu_burn),
  faultVariant(FAULT_KINDS.cpu_throttle),
  faultVariant(FAULT_KINDS.disk_fill),
  faultVariant(FAULT_KINDS.fd_limit),
  faultVariant(FAULT_KINDS.memory_limit),
  faultVariant(FAULT_KINDS.memory_pressure),
  faultVariant(FAULT_KINDS.pids_limit),
]);

export type FaultInput = z.output<typeof faultSchema>;
