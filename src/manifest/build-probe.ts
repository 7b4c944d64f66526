import { absolutePath } from './absolute-path.ts';
import type { SourcePosition } from './experiment.ts';
import type { ProbeSpec } from './probe-spec.ts';
import type { ProbeInput } from './schema/probe-schema.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

/** A probe of a manifest free of problems. */
export function buildProbe(input: ProbeInput, folder: string, position: SourcePosition): ProbeSpec {
  const { name, every: everyMs, timeout } = input;
  const base = { name, everyMs, timeoutMs: timeout ?? Math.min(everyMs, DEFAULT_TIMEOUT_MS), position };
  if ('http' in input) {
    const { status, contains, jsonPath, value, within } = input.expect;
    const { url, method, headers, body } = typeof input.http === 'string' ? GET(input.http) : input.http;
    return {
      ...base,
      kind: 'http',
      request: { url, method, headers, body: body ?? null },
      expect: {
        status,
        contains: contains ?? null,
        withinMs: within ?? null,
        json: jsonPath === undefined || value === undefined ? null : { path: jsonPath, value },
      },
    };
  }
  if ('tcp' in input) {
    const { open, within } = input.expect;
    return { ...base, kind: 'tcp', address: input.tcp, expect: { open, withinMs: within ?? null } };
  }
  if ('prometheus' in input) {
    const { url, query, headers } = input.prometheus;
    return { ...base, kind: 'prometheus', url, query, headers, expect: input.expect };
  }
  if ('container' in input) {
    const { state, health, restarts } = input.expect;
    return { ...base, kind: 'container', service: input.container, expect: { state, health: health ?? null, restarts: restarts ?? null } };
  }
  const { exit, contains, value } = input.expect;
  const expect = { exit, contains: contains ?? null, value: value ?? null };
  return { ...base, kind: 'command', command: input.command, cwd: absolutePath(folder, input.cwd), expect };
}

function GET(url: string): { url: string; method: string; headers: Readonly<Record<string, string>>; body?: string } {
  return { url, method: 'GET', headers: {} };
}
