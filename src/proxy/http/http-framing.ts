import type { HttpHead } from './http-head.ts';
import { headerOf } from './http-head.ts';

/** Where a message's body ends (RFC 9112, section 6.3). */
export type BodyFraming =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }
  /** What follows is not HTTP/1 any more: an upgrade, a tunnel. */
  | { readonly kind: 'raw' };

export const NO_BODY: BodyFraming = { kind: 'length', bytes: 0 };

/** `METHOD target HTTP/1.x`; `null` where it is none. The path is without its query. */
export function parseRequestLine(line: string): { readonly method: string; readonly path: string } | null {
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(line) ?? [];
  if (method === undefined || target === undefined) return null;
  const path = target.replace(/^https?:\/\/[^/]+/, '');
  return { method, path: path.split('?')[0] ?? '' };
}

/** `null` where the line is not that of an HTTP/1 response. */
export function parseStatus(line: string): number | null {
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line)?.[1];
  return status === undefined ? null : Number(status);
}

export function requestFraming(head: HttpHead): BodyFraming {
  return declaredFraming(head) ?? NO_BODY;
}

export function responseFraming(head: HttpHead, status: number, method: string): BodyFraming {
  if (status === 101 || (method === 'CONNECT' && status >= 200 && status < 300)) return { kind: 'raw' };
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return NO_BODY;
  return declaredFraming(head) ?? { kind: 'until-close' };
}

function declaredFraming(head: HttpHead): BodyFraming | null {
  if (headerOf(head, 'transfer-encoding')?.endsWith('chunked') === true) return { kind: 'chunked' };
  const length = headerOf(head, 'content-length');
  return length !== null && /^\d{1,15}$/.test(length) ? { kind: 'length', bytes: Number(length) } : null;
}
