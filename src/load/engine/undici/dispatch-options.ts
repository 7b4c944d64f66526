import type { Dispatcher } from 'undici';
import { headerBytes } from '../header-text.ts';
import type { ConnectTarget, TransportSetup } from '../worker-messages.ts';
import type { WireRequest } from '../wire-request.ts';
import { ACCEPT_ENCODING } from './body-decoder.ts';

/** Whom undici speaks to: the server, or a proxy that is asked in plain HTTP. */
export function originOf({ target, proxy }: TransportSetup): string {
  return target.tls === null && proxy !== null ? origin(proxy.target) : origin(target);
}

/** The request in undici's words. A proxy for plain HTTP is given the whole URL (RFC 9112, 3.2.2). */
export function dispatchOptions(request: WireRequest, { target, proxy, decompress }: TransportSetup): Dispatcher.DispatchOptions {
  const forwarded = proxy !== null && target.tls === null ? proxy : null;
  const headers = request.headers.flatMap(([name, value]) => [name, headerBytes(value)]);
  if (decompress && !request.headers.some(([name]) => name.toLowerCase() === 'accept-encoding')) {
    headers.push('Accept-Encoding', ACCEPT_ENCODING);
  }
  if (forwarded?.authorization != null) headers.push('Proxy-Authorization', forwarded.authorization);
  return {
    method: request.method,
    path: forwarded === null ? request.path : `${origin(target)}${request.path}`,
    headers,
    body: request.body,
  };
}

function origin({ host, port, tls }: ConnectTarget): string {
  return `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
