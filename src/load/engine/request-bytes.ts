import { headerBytes } from './header-text.ts';
import { isIdempotent, type KeepNeeds, type WireRequest } from './wire-request.ts';

/** What every request of a run carries, so that operators can tell our traffic from their users'. */
export interface RunMarks {
  readonly run: string;
  readonly userAgent: string;
}

/** A request with nothing left to fill in. */
export interface PlainRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/** The request as it goes out. Headers of the manifest win, except over the run's marks, which stand behind a `User-Agent` of its own. */
export function wireRequest(request: PlainRequest, url: URL, marks: RunMarks, keep: KeepNeeds | null = null): WireRequest {
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : (request.body ?? new Uint8Array(0));
  const headers = requestHeaders(request, url, marks, body.length);
  const path = `${url.pathname}${url.search}`;
  return {
    method: request.method,
    path,
    headers,
    body: body.length === 0 ? null : body,
    bytes: http1Bytes(request.method, path, headers, body),
    isHead: request.method === 'HEAD',
    idempotent: isIdempotent(request.method),
    keep,
    jarCookies: null,
  };
}

/** Head and body of a request for HTTP/1.1. `target`: the path, or the whole URL for a proxy. */
export function http1Bytes(method: string, target: string, headers: WireRequest['headers'], body: Uint8Array): Uint8Array {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(headerBytes(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`), 'latin1');
  const bytes = Buffer.alloc(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

function requestHeaders(request: PlainRequest, url: URL, marks: RunMarks, bodyBytes: number): [name: string, value: string][] {
  const headers = new Map<string, [name: string, value: string]>();
  const set = (name: string, value: string): unknown => headers.set(name.toLowerCase(), [name, value]);
  set('Host', url.host);
  if (request.body !== null || !BODILESS.has(request.method)) set('Content-Length', String(bodyBytes));
  if (url.username !== '') set('Authorization', basicAuth(url));
  for (const [name, value] of Object.entries(request.headers)) set(name, value);
  const [, ownAgent] = headers.get('user-agent') ?? [];
  set('User-Agent', ownAgent === undefined ? marks.userAgent : `${ownAgent} ${marks.userAgent}`);
  set('x-shakedown-run', marks.run);
  return [...headers.values()];
}

/** Methods that announce no length when they have no body (RFC 9110, 8.6). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE']);

/** `Basic …` of the user and password in a URL, which is ASCII (WHATWG URL). A percent sign that begins no byte stands for itself. */
export function basicAuth({ username, password }: URL): string {
  const byte = (escape: string): string => String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return `Basic ${btoa(`${username}:${password}`.replaceAll(/%[\da-f]{2}/giu, byte))}`;
}
