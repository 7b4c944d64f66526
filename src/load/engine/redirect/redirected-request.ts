import { looksSecret } from '../../../manifest/secret-names.ts';
import { http1Bytes } from '../request-bytes.ts';
import { isIdempotent, type WireRequest } from '../wire-request.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const OF_BODIES: ReadonlySet<string> = new Set(['content-length', 'content-type', 'content-encoding', 'transfer-encoding']);
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * The request that follows a redirect from `from` to `to` (RFC 9110, 15.4): 303 asks again with GET, and so, by old habit, do 301 and
 * 302 after a POST; 307 and 308 repeat what was asked. What is meant for one origin, `Authorization`, `Cookie` and whatever else has a secret's
 * name, is not for another's eyes.
 */
export function redirectedRequest(request: WireRequest, status: number, from: URL, to: URL): WireRequest {
  const asGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST');
  const method = asGet ? 'GET' : request.method;
  const body = asGet ? null : request.body;
  const path = `${to.pathname}${to.search}`;
  const elsewhere = from.origin !== to.origin;
  const headers = request.headers.flatMap(([name, value]): [string, string][] => {
    const key = name.toLowerCase();
    if (key === 'host') return [[name, elsewhere ? to.host : value]];
    return (asGet && OF_BODIES.has(key)) || (elsewhere && looksSecret(key)) ? [] : [[name, value]];
  });
  return {
    ...request,
    method,
    path,
    headers,
    body,
    bytes: http1Bytes(method, path, headers, body ?? new Uint8Array(0)),
    idempotent: isIdempotent(method),
  };
}

/** With these cookies in place of those of the same names. */
export function withCookies(request: WireRequest, cookies: string): WireRequest {
  const isCookie = ([name]: readonly [string, string]): boolean => name.toLowerCase() === 'cookie';
  const pairs = [...request.headers.filter(isCookie).map(([, value]) => value), cookies].flatMap((text) => text.split('; '));
  const byName = new Map(pairs.map((pair) => [pair.split('=', 1)[0], pair]));
  const headers: WireRequest['headers'] = [
    ...request.headers.filter((header) => !isCookie(header)),
    ['cookie', [...byName.values()].join('; ')],
  ];
  const { method, path, body } = request;
  return { ...request, headers, bytes: http1Bytes(method, path, headers, body ?? new Uint8Array(0)) };
}
