import { z } from 'zod';
import { isFaultKindName } from '../../faults/kinds/fault-kinds.ts';
import { duration } from '../../units/quantity-schema.ts';
import { expectSchema } from '../schema/exchange-schema.ts';
import { loadSchema } from '../schema/load-schema.ts';
import { safetySchema } from '../schema/manifest-schema.ts';
import { phasesSchema } from '../schema/phases-schema.ts';
import { sloExpressionSchema, sloObjectSchema, type SloObjectInput } from '../schema/slo-schema.ts';
import { processSchema } from '../schema/stack-schema.ts';
import {
  containerTargetSchema,
  edgeTargetSchema,
  exchangeWithEdge,
  groupsTargetSchema,
  imageTargetSchema,
  labelTargetSchema,
  serviceTargetSchema,
} from '../schema/target-schema.ts';

/**
 * What checks of references need of each part, and no more: an unknown key, or a mistake in something else, does not keep the rest
 * of a part from being checked.
 */
export const processRefs = z.object({ ...processSchema.shape, command: z.unknown(), ready: processSchema.shape.ready.catch(undefined) });
export const targetRefs = z.union([
  z.object(serviceTargetSchema.shape),
  z.object(containerTargetSchema.shape),
  z.object(labelTargetSchema.shape),
  z.object(imageTargetSchema.shape),
  z.object(edgeTargetSchema.shape),
  z.object(groupsTargetSchema.shape),
]);
export const loadRefs = z.object({
  name: z.string(),
  model: loadSchema.shape.model.catch('open'),
  expect: loadSchema.shape.expect,
  stages: loadSchema.shape.stages.catch(undefined),
  requests: z
    .array(z.object({ expect: expectSchema.default({}) }))
    .optional()
    .catch(undefined),
  steps: z
    .array(z.object({ expect: expectSchema.default({}) }))
    .optional()
    .catch(undefined),
});
export const faultRefs = z.object({
  type: z.string().refine(isFaultKindName),
  target: z.string(),
  at: duration('').prefault('0s'),
  for: duration('').optional(),
  restore: z.literal('self').optional().catch(undefined),
  proof: exchangeWithEdge.optional().catch(undefined),
});
export const sloRefs = z.union([sloExpressionSchema.transform((expr): SloObjectInput => ({ expr })), z.object(sloObjectSchema.shape)]);

export const probeRefs = z.object({
  name: z.string(),
  every: duration('').prefault('5s'),
  timeout: duration('').optional().catch(undefined),
});

export const phasesRefs = z.object(phasesSchema.shape);

export const safetyRefs = z.object({
  maxDuration: safetySchema.shape.maxDuration.catch(Infinity),
  protect: safetySchema.shape.protect.catch([]),
  allowPublicTargets: safetySchema.shape.allowPublicTargets.catch(false),
  allowCommands: safetySchema.shape.allowCommands.catch(false),
});

export type ProcessRefs = z.output<typeof processRefs>;
export type LoadRefs = z.output<typeof loadRefs>;
export type ProbeRefs = z.output<typeof probeRefs>;
export type FaultRefs = z.output<typeof faultRefs>;
export type SafetyRefs = z.output<typeof safetyRefs>;
