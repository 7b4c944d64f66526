import type { TransportSpec } from '../../manifest/transport-spec.ts';
import { needsUndici } from './needs-undici.ts';

/** What names a method or a header (RFC 9110, 5.6.2). */
export const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Why a request cannot be sent, and what to do. */
export interface RequestProblem {
  readonly message: string;
  readonly advice: string;
}

const HEADER_VALUE = /^[^\x00-\x08\x0a-\x1f\x7f]*$/;
/** Where a body ends, which both sides must see alike. */
const OF_FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
/** undici takes none of these: how a connection is kept is its business, and so is what to wait for. */
const NOT_BY_UNDICI: ReadonlySet<string> = new Set(['expect', 'keep-alive', 'upgrade']);
/** What is of one connection has no place in HTTP/2 (RFC 9113, 8.2.2), which Node enforces. */
const NOT_IN_HTTP2: ReadonlySet<string> = new Set(['connection', 'http2-settings', 'proxy-connection', 'te']);

/** What keeps a header from being sent by that transport; `null`: nothing. */
export function headerProblem(name: string, value: string, transport: TransportSpec): RequestProblem | null {
  if (!TOKEN.test(name)) return { message: `"${name}" is not a header name`, advice: 'Header names are letters, digits and hyphens.' };
  if (!HEADER_VALUE.test(value)) {
    return { message: `the value of header ${name} cannot be sent`, advice: 'Remove line breaks and control characters.' };
  }
  const key = name.toLowerCase();
  if (OF_FRAMING.has(key)) return { message: `the header ${name} is made from the body`, advice: 'Leave it away.' };
  if (!needsUndici(transport)) return null;
  if (NOT_BY_UNDICI.has(key)) {
    const message = `the header ${name} cannot be sent over HTTP/2, through a proxy or with \`decompress\``;
    return { message, advice: 'Leave it away, or send plain HTTP/1.1, straight to the server.' };
  }
  if (transport.http === '2' && NOT_IN_HTTP2.has(key)) {
    return { message: `HTTP/2 knows no header ${name}`, advice: 'Leave it away, or use HTTP/1.1.' };
  }
  if (key === 'connection' && !/^(?:close|keep-alive)$/iu.test(value)) {
    const message = `${name}: ${value} cannot be sent through a proxy or with \`decompress\``;
    return { message, advice: 'There it is `close` or `keep-alive`.' };
  }
  return null;
}
