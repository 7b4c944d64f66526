import { z } from 'zod';
import { duration } from '../../units/quantity-schema.ts';
import { CONTAINER_HEALTH, CONTAINER_STATES } from '../probe-spec.ts';
import { parseValueExpectation } from '../value-expectation.ts';
import { status } from './exchange-schema.ts';
import { name, scalarText } from './name-schema.ts';
import { METHODS } from './request-schema.ts';

const base = {
  name: name('Unique name, for `probe(<name>)` in SLOs and stop conditions, and in reports.'),
  every: duration('How often it is asked, from the warm-up to the end.', { positive: true }).prefault('5s'),
  timeout: duration('How long the answer may take; at most `every`. By default 5s, or `every` where that is shorter.', {
    positive: true,
  }).optional(),
};

const within = () => duration('The answer must be there by then.', { positive: true }).optional();

const value = () =>
  z
    .union([z.number(), z.string()])
    .transform((given, context) => {
      const parsed = parseValueExpectation(String(given));
      if (parsed !== null) return parsed;
      const params = { suggestion: 'such as `< 0.05`, `>= 3` or `0`' };
      context.issues.push({ code: 'custom', input: given, message: `\`${given}\` is no comparison with a number`, params });
      return z.NEVER;
    })
    .meta({ examples: ['< 0.05', '>= 3'] });

const headers = () => z.record(z.string(), scalarText()).default({}).describe('Headers by name.');

const httpRequest = z.strictObject({
  url: z.string().describe('Address, or `{{service.url}}/path` for a service of the stack.'),
  method: z.enum(METHODS).default('GET').describe('HTTP method.'),
  headers: headers(),
  body: z.string().optional().describe('Body as text.'),
});

const httpProbe = z
  .strictObject({
    ...base,
    http: z.union([z.string(), httpRequest]).describe('A URL, or a request with method, headers and body. Each time on a fresh connection.'),
    expect: z
      .strictObject({
        status: status().prefault('2xx'),
        contains: scalarText().optional().describe('Text that must be in the body, in its first MiB.'),
        jsonPath: z.string().min(1).optional().describe('Where in a JSON body there is a number: `$.queue.depth`.'),
        value: value().optional().describe('What the number at `jsonPath` must be: `< 100`.'),
        within: within(),
      })
      .prefault({})
      .describe('What the answer must be.'),
  })
  .describe('Asks over HTTP.');

const tcpProbe = z
  .strictObject({
    ...base,
    tcp: z.string().describe('`host:port`, or `{{service.host}}:{{service.port}}`.'),
    expect: z
      .strictObject({
        open: z.boolean().default(true).describe('`false`: nothing may listen there.'),
        within: within(),
      })
      .prefault({})
      .describe('What the port must do.'),
  })
  .describe('Asks whether a port takes connections.');

const prometheusProbe = z
  .strictObject({
    ...base,
    prometheus: z
      .strictObject({
        url: z.string().describe('Address of the server: `http://127.0.0.1:9090`.'),
        query: z.string().min(1).describe('PromQL that gives one number.'),
        headers: headers(),
      })
      .describe('A query of a Prometheus server, or of whatever speaks its HTTP API.'),
    expect: z.strictObject({ value: value().describe('What the number must be: `< 0.05`.') }).describe('What the number must be.'),
  })
  .describe('Asks a Prometheus server.');

const containerProbe = z
  .strictObject({
    ...base,
    container: z.string().min(1).describe('A service of the Docker stack; each of its containers must be as expected.'),
    expect: z
      .strictObject({
        state: z.enum(CONTAINER_STATES).default('running').describe('State of the container.'),
        health: z.enum(CONTAINER_HEALTH).optional().describe('What its health check says; `none`: it has none.'),
        restarts: value().optional().describe('How often the engine has restarted it: `0`, `<= 1`.'),
      })
      .prefault({})
      .describe('How the containers must be.'),
  })
  .describe('Asks the Docker Engine for a container’s state.');

const commandProbe = z
  .strictObject({
    ...base,
    command: z
      .array(scalarText())
      .min(1, { error: 'the command is empty' })
      .describe('Program and arguments; no shell reads it. Needs `safety.allowCommands`.'),
    cwd: z.string().default('.').describe('Working directory, from the manifest’s folder.'),
    expect: z
      .strictObject({
        exit: z.int().min(0).max(255).default(0).describe('Its exit code.'),
        contains: scalarText().optional().describe('Text that must be in what it prints, in the first 64 KiB.'),
        value: value().optional().describe('It prints one number, which must be this: `>= 3`.'),
      })
      .prefault({})
      .describe('How it must end.'),
  })
  .describe('Runs a program on this machine.');

export const probeSchema = z.union([httpProbe, tcpProbe, prometheusProbe, containerProbe, commandProbe]);

export type ProbeInput = z.output<typeof probeSchema>;
