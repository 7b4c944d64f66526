import type { LoadEntry } from '../load-driver.ts';
import { exchangesOf } from '../../manifest/exchanges-of.ts';
import type { ExchangeSpec, RequestSpec } from '../../manifest/load-spec.ts';
import { checkRequest } from './check-request.ts';
import { wireRequest, type RunMarks } from './request-bytes.ts';
import { transportSetup } from './transport-setup.ts';
import type { EntrySetup } from './worker-messages.ts';

export interface TransportOptions {
  /** A bound on connections below `maxInFlight`: arrivals beyond it wait, and the wait is counted as our own doing. */
  readonly maxConnections: number;
}

/** Everything a worker needs of an entry. @throws UserError for a URL, method or header that cannot be used */
export async function entrySetup(entry: LoadEntry, marks: RunMarks, options: TransportOptions): Promise<EntrySetup> {
  const { request, expect } = loneRequest(entry);
  const target = checkRequest(entry.name, request);
  const maxConnections = Math.min(entry.maxInFlight, options.maxConnections);
  return {
    name: entry.name,
    endpoint: `${request.method} ${target.url.pathname}`,
    arrivals: entry.arrivals,
    seed: entry.seed,
    request: wireRequest(request, target.url, marks),
    statuses: expect.status,
    timeoutUs: Math.round(expect.timeoutMs * 1000),
    maxInFlight: entry.maxInFlight,
    transport: await transportSetup(entry.transport, target, maxConnections, `load ${entry.name}`),
  };
}

/** The request of an entry that has but one, with nothing in it to fill in. */
function loneRequest({ scenario }: LoadEntry): { readonly request: RequestSpec; readonly expect: ExchangeSpec['expect'] } {
  const [exchange] = exchangesOf(scenario);
  if (exchange === undefined) throw new Error('a load entry without a request');
  const { method, url, headers, body } = exchange.request;
  const text = body?.kind === 'json' ? JSON.stringify(body.value) : body?.kind === 'text' ? body.text : null;
  const typed = body?.kind === 'json' ? { 'content-type': 'application/json', ...headers } : headers;
  return { request: { method, url, headers: typed, body: text }, expect: exchange.expect };
}
