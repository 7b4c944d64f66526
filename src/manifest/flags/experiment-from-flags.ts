import { formatDuration, LONGEST_MS, parseTimeSpan } from '../../units/duration.ts';
import type { BodySpec } from '../body-spec.ts';
import { buildGenerator } from '../build-generator.ts';
import { generatorSchema } from '../schema/generator-schema.ts';
import type { Experiment } from '../experiment.ts';
import type { GeneratorSpec } from '../generator-spec.ts';
import type { LoadSpec, RequestTemplate } from '../load-spec.ts';
import { METHODS } from '../schema/request-schema.ts';
import { distinctSecrets, looksSecret } from '../secret-names.ts';
import { DEFAULT_TRANSPORT } from '../transport-spec.ts';
import { flagError, quantityOf } from './flag-error.ts';
import type { LoadFlags } from './load-flags.ts';
import { loadModelFlags } from './load-model-flags.ts';
import { parseHeaders } from './parse-headers.ts';
import { parseSloFlags } from './parse-slo-flags.ts';
import { targetUrl } from './target-url.ts';

const DEFAULT_TIMEOUT_MS = 2000;
/** Beside what the run takes by plan: draining, and the way there. */
const SLACK_MS = 60_000;

/** The experiment that `shakedown load` runs: one request, no faults. Throws a UserError (exit 2) that names the flag. */
export function experimentFromFlags(flags: LoadFlags): Experiment {
  const target = targetUrl(flags.url, flags.allowPublic);
  const timeoutMs = flags.timeout === null ? DEFAULT_TIMEOUT_MS : quantityOf('--timeout', flags.timeout, parseTimeSpan);
  const warmupMs = flags.warmup === null ? 0 : quantityOf('--warmup', flags.warmup, parseTimeSpan, 'allowed');
  const { model, durationMs } = loadModelFlags(flags, warmupMs);
  const maxDurationMs = warmupMs + durationMs + timeoutMs + SLACK_MS;
  if (maxDurationMs > LONGEST_MS)
    throw flagError(
      '--for',
      `the run would take ${formatDuration(maxDurationMs)}, and ${formatDuration(LONGEST_MS)} is the most`,
      'make it shorter',
    );
  const request = requestOf(flags, target.url);
  const exchange = { name: null, weight: 1, request, expect: { status: [[200, 299]] as const, timeoutMs }, checks: [] };
  const load: LoadSpec = {
    name: 'load',
    scenario: { kind: 'requests', requests: [exchange] },
    data: [],
    transport: { ...DEFAULT_TRANSPORT, tls: { ...DEFAULT_TRANSPORT.tls, insecure: flags.insecure } },
    ...model,
  };
  return {
    name: `load-${target.name.replaceAll(/[^\w.-]+/gu, '-')}`,
    description: null,
    owner: null,
    tags: [],
    hypothesis: null,
    stack: { kind: 'urls' },
    toxiproxyUrl: null,
    drainMs: 0,
    targets: {},
    load: [load],
    generator: generatorFrom(flags),
    probes: [],
    phases: { warmupMs, baselineMs: durationMs, faultMs: 0, recoveryMs: 0 },
    faults: [],
    slos: parseSloFlags(flags.slos, { closed: flags.closed, timeoutMs }),
    stopConditions: [],
    safety: {
      maxTargets: 0,
      maxDurationMs,
      engine: null,
      protect: [],
      allowHostDisk: false,
      watchdog: 'on',
      allowPublicTargets: flags.allowPublic,
    },
    seed: flags.seed,
    secrets: secretsOf(request.headers),
  };
}

/** With the limits that a manifest has by default. */
function generatorFrom({ workers, precise, closed }: LoadFlags): GeneratorSpec {
  if (precise && closed)
    throw flagError('--precise', 'a closed load has no schedule to be precise about', 'take --precise or --closed away');
  return buildGenerator(generatorSchema.parse({ precise, ...(workers === null ? {} : { workers }) }));
}

/** POST where there is a body, as curl does; else GET. */
function requestOf(flags: LoadFlags, url: string): RequestTemplate {
  const given = flags.method?.toUpperCase() ?? (flags.body === null ? 'GET' : 'POST');
  const method = METHODS.find((known) => known === given);
  if (method === undefined)
    throw flagError(`--method ${flags.method}`, `\`${flags.method}\` is not a method that is sent`, `use ${METHODS.join(', ')}`);
  if (flags.body !== null && (method === 'GET' || method === 'HEAD'))
    throw flagError(`--method ${method}`, `a ${method} request carries no body`, 'use --method POST');
  return { method, url, query: [], headers: parseHeaders(flags.headers), auth: null, body: bodyOf(flags.body), literal: true };
}

function bodyOf(body: string | null): BodySpec | null {
  if (body === null) return null;
  return body.startsWith('@') ? { kind: 'file', path: body.slice(1) } : { kind: 'text', text: body };
}

/** Values of headers such as `Authorization`, with and without their scheme. */
function secretsOf(headers: Readonly<Record<string, string>>): string[] {
  const values = Object.entries(headers).flatMap(([name, value]) => (looksSecret(name) ? [value] : []));
  return distinctSecrets([...values, ...values.map((value) => value.replace(/^(?:Bearer|Basic|Token)\s+/iu, ''))]);
}
