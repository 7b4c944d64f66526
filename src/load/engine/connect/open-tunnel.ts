import type { Socket } from 'node:net';
import { ResponseParser } from '../http1/response-parser.ts';
import { DEFAULT_RESPONSE_LIMITS } from '../http1/limits.ts';
import { ConnectFailure } from './connect-failure.ts';

/**
 * Asks the proxy at the other end of `socket` for a tunnel (RFC 9110, 9.3.6). Rejects with a ConnectFailure when it refuses, says
 * what is no HTTP, or goes away.
 *
 * @param authority `host:port` of the server behind it
 * @param authorization value for `Proxy-Authorization`
 */
export function openTunnel(socket: Socket, authority: string, authorization: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = new ResponseParser(DEFAULT_RESPONSE_LIMITS);
    // As for HEAD: what follows the head is the tunnel's.
    parser.expect(true);
    const settle = (failure: ConnectFailure | null): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      if (failure === null) resolve();
      else reject(failure);
    };
    const onData = (bytes: Buffer): void => {
      const state = parser.feed(bytes, 0, bytes.length);
      if (state === 'malformed') settle(new ConnectFailure('malformed', `proxy-${parser.malformation ?? 'answer'}`));
      else if (state === 'complete') settle(refusal(parser.head.status));
    };
    const onError = (error: NodeJS.ErrnoException): void => settle(new ConnectFailure('connect-reset', `proxy-${error.code ?? 'error'}`));
    const onClose = (): void => settle(new ConnectFailure('connect-reset', 'proxy-closed'));
    socket.on('data', onData).on('error', onError).on('close', onClose);
    const login = authorization === null ? '' : `Proxy-Authorization: ${authorization}\r\n`;
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${login}\r\n`);
  });
}

function refusal(status: number): ConnectFailure | null {
  return status >= 200 && status < 300 ? null : new ConnectFailure('connect-refused', `proxy-${status}`);
}
