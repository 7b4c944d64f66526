import { z } from 'zod';
import { duration } from '../../units/quantity-schema.ts';
import { name, nameKey, scalarText } from './name-schema.ts';

const readyTimeout = () => duration('How long it may take; after that the run ends with exit 6.', { positive: true }).prefault('30s');

const readyPort = () => name('Name of the port to ask; the first one by default.').optional();

const ready = z
  .union([
    z.strictObject({
      http: z.string().startsWith('/', { error: 'an HTTP readiness path begins with `/`' }).describe('Path that answers 2xx when the process is ready.'),
      port: readyPort(),
      timeout: readyTimeout(),
    }),
    z.strictObject({
      tcp: z.literal(true).describe('Ready when the port accepts connections.'),
      port: readyPort(),
      timeout: readyTimeout(),
    }),
  ])
  .describe('How the run knows that the process is ready. Without it, ready as soon as it has started.');

const command = z
  .union([z.string().min(1, { error: 'the command is empty' }), z.array(scalarText()).min(1, { error: 'the command is empty' })])
  .transform((given): readonly string[] => (typeof given === 'string' ? given.split(/\s+/u).filter((word) => word !== '') : given))
  .describe('Program and arguments, as a list or as text split at spaces. No shell reads it.');

const ports = z
  .record(nameKey(), z.union([z.int().min(1).max(65_535), z.literal('auto')]))
  .refine((given) => Object.keys(given).length > 0, { error: 'a process that is asked for a port needs one' })
  .prefault({ http: 'auto' })
  .describe('Ports by name. `auto` takes a free one. The process finds the first in `PORT`; others reach it as `{{name.ports.<port>}}` in its own `env`.');

export const processSchema = z.strictObject({
  name: name('Name of the service; `{{name.url}}` elsewhere means its first port.'),
  command,
  cwd: z.string().default('.').describe('Working directory, from the manifest’s folder.'),
  env: z
    .record(z.string(), scalarText())
    .default({})
    .describe('Environment, beside PATH and the like. Values may hold `{{service.url}}`, `.host`, `.port`, `.ports.<name>`, `.urls`: an edge fault enters here.'),
  ports,
  replicas: z.int().min(1).max(100).default(1).describe('How many of it run: `api-1` … `api-N`; a single one is called `api`.'),
  ready: ready.optional(),
  startAfter: z.array(z.string()).default([]).describe('Names of processes that must be ready before this one starts.'),
  stopTimeout: duration('From SIGTERM to SIGKILL when the run ends.').prefault('3s'),
});

const composeSchema = z
  .strictObject({
    file: z.string().min(1).describe('The compose file, from the manifest’s folder.'),
    profiles: z.array(z.string()).default([]).describe('Profiles to bring up beside the services that have none.'),
    env: z.record(z.string(), scalarText()).default({}).describe('Values for the file’s own variables.'),
    readyTimeout: duration('How long all containers may take to run and be healthy.', { positive: true }).prefault('60s'),
  })
  .describe('A compose file that the run brings up as a project of its own, and takes down afterwards.');

export const stackSchema = z
  .strictObject({
    processes: z.array(processSchema).min(1).optional().describe('Processes that the run starts, and ends afterwards.'),
    compose: composeSchema.optional(),
    project: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]*$/u, { error: 'a compose project’s name is made of small letters, digits, `-` and `_`' })
      .optional()
      .describe('Name of a compose project that runs already; it is left running.'),
  })
  .describe('What the run starts. Without it, the load’s URLs are the system.');

export type ProcessInput = z.output<typeof processSchema>;
