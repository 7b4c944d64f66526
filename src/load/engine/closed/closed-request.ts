import type { ClosedLoadEntry } from '../../load-driver.ts';
import { checkRequest } from '../check-request.ts';
import { wireRequest, type RunMarks } from '../request-bytes.ts';
import type { RequestUrl } from '../request-url.ts';
import type { ClosedWorkerSetup } from './closed-worker-setup.ts';

/** What a closed load sends, over and over, and what it expects. Throws a UserError for what cannot be sent as it stands. */
export function closedRequest(
  { name, exchange }: ClosedLoadEntry,
  marks: RunMarks,
): Pick<ClosedWorkerSetup, 'name' | 'endpoint' | 'request' | 'statuses' | 'timeoutUs'> & { readonly target: RequestUrl } {
  const { method, url, headers, body } = exchange.request;
  const text = body?.kind === 'json' ? JSON.stringify(body.value) : body?.kind === 'text' ? body.text : null;
  const typed = body?.kind === 'json' ? { 'content-type': 'application/json', ...headers } : headers;
  const request = { method, url, headers: typed, body: text };
  const target = checkRequest(name, request);
  return {
    name,
    endpoint: exchange.name ?? `${method} ${target.url.pathname}`,
    request: wireRequest(request, target.url, marks),
    statuses: exchange.expect.status,
    timeoutUs: Math.round(exchange.expect.timeoutMs * 1000),
    target,
  };
}
