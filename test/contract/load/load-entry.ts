import type { LoadEntry } from '../../../src/load/load-driver.ts';
import type { ExchangeSpec, RequestTemplate, ScenarioSpec } from '../../../src/manifest/load-spec.ts';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';

export interface EntryOptions {
  readonly url: string;
  readonly rate?: number;
  readonly timeoutMs?: number;
  readonly request?: Partial<RequestTemplate>;
}

/** A load entry of one request, whose parts can be replaced. */
export function loadEntry({ url, rate = 200, timeoutMs = 1000, request }: EntryOptions, parts: Partial<LoadEntry> = {}): LoadEntry {
  return {
    name: 'entry',
    arrivals: { kind: 'constant', ratePerSecond: rate },
    startAfterMs: 0,
    scenario: loneRequest(url, timeoutMs, request),
    data: [],
    transport: DEFAULT_TRANSPORT,
    maxInFlight: 1000,
    seed: 1,
    ...parts,
  };
}

export function loneRequest(url: string, timeoutMs: number, request: Partial<RequestTemplate> = {}): ScenarioSpec {
  return { kind: 'requests', requests: [{ ...exchange(url, timeoutMs, request), weight: 1 }] };
}

export function exchange(url: string, timeoutMs = 1000, request: Partial<RequestTemplate> = {}): ExchangeSpec {
  return {
    name: null,
    request: { method: 'GET', url, query: [], headers: {}, auth: null, body: null, ...request },
    expect: { status: [[200, 299]], timeoutMs },
    checks: [],
  };
}
