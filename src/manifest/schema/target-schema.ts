import { z } from 'zod';
import { percentage } from '../../units/quantity-schema.ts';
import { nameKey } from './name-schema.ts';
import { METHODS } from './request-schema.ts';

const share = {
  count: z
    .union([z.int().min(1), z.literal('all')])
    .optional()
    .describe('How many of them, drawn by the seed; `all` by default. `safety.maxTargets` is the limit.'),
  percent: percentage('Share of them, rounded up; instead of `count`.', { positive: true }).optional(),
};

export const serviceTargetSchema = z.strictObject({
  service: z.string().describe('Name of a process or compose service of the stack.'),
  ...share,
  replica: z.int().min(1).optional().describe('The one replica of that number; instead of `count`.'),
});

export const containerTargetSchema = z.strictObject({
  container: z.string().min(1).describe('Name of a container of the stack.'),
});

export const labelTargetSchema = z.strictObject({
  label: z.string().min(1).describe('Containers of the stack with this label: `key=value`, or `key`.'),
  ...share,
});

export const imageTargetSchema = z.strictObject({
  image: z.string().min(1).describe('Containers of the stack with this image: `redis`, `redis:7`.'),
  ...share,
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
      from: z
        .string()
        .optional()
        .describe('The clients: name of a service target. Between containers it may be left out: every container that shares a network with the server.'),
      to: z.string().describe('The servers: name of a service target.'),
      port: z
        .union([z.string(), z.int()])
        .optional()
        .describe('Name of the server’s port, or its number; by default the first one of a process; of a container the one that it has, or its protocol’s.'),
      connections: z
        .enum(['reset', 'new'])
        .optional()
        .describe(
          'Between containers, what becomes of connections that stand when a fault begins: `reset` (the default) cuts them, so that their clients come back by way of the fault; `new` leaves them alone.',
        ),
      protocol: exchangeWithEdge
        .optional()
        .describe('What the edge speaks, so that a fault on it can be proven by a real exchange. By default HTTP, where the server’s readiness is.'),
    })
    .describe('The connections from one service to another.'),
});

const group = z.array(z.string()).min(1);

export const groupsTargetSchema = z.strictObject({
  between: z
    .tuple([group, group])
    .describe('Two groups of containers: each a list of names of targets. Who is in neither keeps speaking to both.'),
});

export const targetSchema = z.union([serviceTargetSchema, containerTargetSchema, labelTargetSchema, imageTargetSchema, edgeTargetSchema, groupsTargetSchema]);

export const targetsSchema = z.record(nameKey(), targetSchema).describe('What faults may touch, by name.');

export type TargetInput = z.output<typeof targetSchema>;
export type ServiceTargetInput = z.output<typeof serviceTargetSchema>;
export type EdgeExchangeInput = z.output<typeof exchangeWithEdge>;
export type EdgeTargetInput = z.output<typeof edgeTargetSchema>['edge'];
export type GroupsTargetInput = z.output<typeof groupsTargetSchema>;
