import type { LoadEntry } from '../load-driver.ts';
import { checkRequest } from './check-request.ts';
import { requestBytes, type RunMarks } from './request-bytes.ts';
import { resolveTarget } from './resolve-target.ts';
import type { EntrySetup, TlsTarget } from './worker-messages.ts';

/** RFC 9110, 9.2.2: sent twice they do no more than once. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

export interface TransportOptions {
  readonly tls: Omit<TlsTarget, 'servername'>;
  /** A bound on connections below `maxInFlight`: arrivals beyond it wait, and the wait is counted as our own doing. */
  readonly maxConnections: number;
}

/** Everything a worker needs of an entry. @throws UserError for a URL, method or header that cannot be used */
export async function entrySetup(entry: LoadEntry, marks: RunMarks, options: TransportOptions): Promise<EntrySetup> {
  const { request } = entry;
  const url = checkRequest(entry.name, request);
  return {
    name: entry.name,
    endpoint: `${request.method} ${url.pathname}`,
    arrivals: entry.arrivals,
    seed: entry.seed,
    requestBytes: requestBytes(request, url, marks),
    isHead: request.method === 'HEAD',
    idempotent: IDEMPOTENT.has(request.method),
    statuses: entry.expect.status,
    timeoutUs: Math.round(entry.expect.timeoutMs * 1000),
    maxInFlight: entry.maxInFlight,
    maxConnections: Math.min(entry.maxInFlight, options.maxConnections),
    target: await resolveTarget(url, options.tls),
  };
}
