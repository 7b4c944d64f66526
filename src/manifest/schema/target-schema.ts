import { z } from 'zod';
import { percentage } from '../../units/quantity-schema.ts';
import { nameKey } from './name-schema.ts';
import { METHODS } from './request-schema.ts';

export const serviceTargetSchema = z.strictObject({
  service: z.string().describe('Name of a process of the stack.'),
  count: z
    .union([z.int().min(1), z.literal('all')])
    .optional()
    .describe('How many of its replicas, drawn by the seed; `all` by default. `safety.maxTargets` is the limit.'),
  percent: percentage('Share of its replicas, rounded up; instead of `count`.', { positive: true }).optional(),
});

const path = z.string().regex(/^\/[!-~]*$/, { error: 'an HTTP path begins with `/`, and has no spaces' });

const httpRequest = z
  .strictObject({
    path: path.default('/').describe('Path and query.'),
    method: z.enum(METHODS).optional().describe('GET by default. It is really sent, past the fault too.'),
    headers: z
      .record(
        z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'expected the name of a header' }),
        z.string().regex(/^[\x20-\x7e]*$/, { error: 'a header’s value is printable ASCII' }),
      )
      .optional()
      .describe('Request headers.'),
    body: z.string().optional().describe('Body as text.'),
  })
  .describe('A request.');

/** What is asked of an edge to see whether it answers, and how. */
export const exchangeWithEdge = z.union([
  z.enum(['http', 'redis', 'postgres', 'amqp']),
  z.strictObject({
    http: z.union([path, httpRequest]).describe('Path of the request with which the edge is proven, or the request; any answer will do.'),
  }),
  z.strictObject({ send: z.string().min(1).describe('What a client sends first, in a protocol that is none of these; any answer will do.') }),
]);

export const edgeTargetSchema = z.strictObject({
  edge: z
    .strictObject({
      from: z.string().describe('The clients: name of a service target.'),
      to: z.string().describe('The servers: name of a service target.'),
      port: z
        .union([z.string(), z.int()])
        .optional()
        .describe('Name of the server’s port, or its number; the first one by default.'),
      protocol: exchangeWithEdge
        .optional()
        .describe('What the edge speaks, so that a fault on it can be proven by a real exchange. By default HTTP, where the server’s readiness is.'),
    })
    .describe('The connections from one service to another.'),
});

export const targetSchema = z.union([serviceTargetSchema, edgeTargetSchema]);

export const targetsSchema = z.record(nameKey(), targetSchema).describe('What faults may touch, by name.');

export type TargetInput = z.output<typeof targetSchema>;
export type ServiceTargetInput = z.output<typeof serviceTargetSchema>;
export type EdgeExchangeInput = z.output<typeof exchangeWithEdge>;
export type EdgeTargetInput = z.output<typeof edgeTargetSchema>['edge'];
