import type { RequestSpec } from '../../manifest/experiment.ts';

/** What every request of a run carries, so that operators can tell our traffic from their users'. */
export interface RunMarks {
  readonly run: string;
  readonly userAgent: string;
}

/** The request as it goes out, for HTTP/1.1; made once, sent many times. Headers of the manifest win, except over the run's marks. */
export function requestBytes(request: RequestSpec, url: URL, marks: RunMarks): Uint8Array {
  const body = new TextEncoder().encode(request.body ?? '');
  const headers = new Map<string, readonly [name: string, value: string]>();
  const set = (name: string, value: string): unknown => headers.set(name.toLowerCase(), [name, value]);
  set('Host', url.host);
  if (request.body !== null || !BODILESS.has(request.method)) set('Content-Length', String(body.length));
  if (url.username !== '') set('Authorization', basicAuth(url));
  for (const [name, value] of Object.entries(request.headers)) if (name.toLowerCase() !== 'content-length') set(name, value);
  set('User-Agent', marks.userAgent);
  set('x-shakedown-run', marks.run);
  const lines = [...headers.values()].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = new TextEncoder().encode(`${request.method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines}\r\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Methods that announce no length when they have no body (RFC 9110, 8.6). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE']);

function basicAuth(url: URL): string {
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(credentials)))}`;
}
