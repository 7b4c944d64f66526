import { z } from 'zod';
import { percentage } from '../../units/quantity-schema.ts';
import { nameKey } from './name-schema.ts';

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

export const edgeTargetSchema = z.strictObject({
  edge: z
    .strictObject({
      from: z.string().describe('The clients: name of a service target.'),
      to: z.string().describe('The servers: name of a service target.'),
      port: z
        .union([z.string(), z.int()])
        .optional()
        .describe('Name of the server’s port, or its number; by default the first one of a process, all of a container.'),
      protocol: z
        .union([
          z.enum(['http', 'redis', 'postgres', 'amqp']),
          z.strictObject({
            http: z
              .string()
              .startsWith('/', { error: 'an HTTP path begins with `/`' })
              .describe('Path of the request with which the edge is proven; any answer will do.'),
          }),
        ])
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
export type EdgeTargetInput = z.output<typeof edgeTargetSchema>['edge'];
export type GroupsTargetInput = z.output<typeof groupsTargetSchema>;
