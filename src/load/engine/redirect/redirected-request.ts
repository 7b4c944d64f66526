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
 *
 * @param jarCookies what a user's jar holds for `to`
 */
export function redirectedRequest(request: WireRequest, status: number, from: URL, to: URL, jarCookies: string | null): WireRequest {
  const asGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST');
  const method = asGet ? 'GET' : request.method;
  const body = asGet ? null : request.body;
  const path = `${to.pathname}${to.search}`;
  const elsewhere = from.origin !== to.origin;
  const kept = request.headers.flatMap(([name, value]): [string, string][] => {
    const key = name.toLowerCase();
    if (key === 'host') return [[name, elsewhere ? to.host : value]];
    return key === 'cookie' || (asGet && OF_BODIES.has(key)) || (elsewhere && looksSecret(key)) ? [] : [[name, value]];
  });
  const cookie = joinCookies(elsewhere ? null : ownCookies(request), jarCookies);
  const headers: WireRequest['headers'] = cookie === null ? kept : [...kept, ['cookie', cookie]];
  return {
    ...request,
    method,
    path,
    headers,
    body,
    bytes: http1Bytes(method, path, headers, body ?? new Uint8Array(0)),
    idempotent: isIdempotent(method),
    jarCookies,
  };
}

/** Those that the manifest sends itself. */
function ownCookies({ headers, jarCookies }: WireRequest): string | null {
  const [, cookies = ''] = headers.find(([name]) => name.toLowerCase() === 'cookie') ?? [];
  const own = cookies.slice(0, cookies.length - (jarCookies ?? '').length).replace(/; $/u, '');
  return own === '' ? null : own;
}

/** The jar's stand at the end, in place of the manifest's own of the same names. */
function joinCookies(own: string | null, jar: string | null): string | null {
  if (own === null || jar === null) return own ?? jar;
  const nameOf = (pair: string): string => pair.split('=', 1)[0] ?? '';
  const inJar = new Set(jar.split('; ').map(nameOf));
  return [...own.split('; ').filter((pair) => !inJar.has(nameOf(pair))), jar].join('; ');
}
