import type { OnReadOpts, Socket } from 'node:net';
import { connect } from 'node:net';
import { parseAddress } from './address.ts';

/**
 * Connects to `host:port`; hands over the socket, or `null` when that failed or took longer than `timeoutMs`. Each client has its own
 * dial: a black-holed upstream holds up nobody else.
 */
export function dial(upstream: string, timeoutMs: number, onread: OnReadOpts, onDone: (socket: Socket | null) => void): void {
  const address = parseAddress(upstream);
  if (address === null) {
    onDone(null);
    return;
  }
  const host = address.host === '' ? '127.0.0.1' : address.host;
  const socket = connect({ host, port: address.port, allowHalfOpen: true, noDelay: true, onread });
  const fail = (): void => {
    socket.destroy();
    done(null);
  };
  const done = (result: Socket | null): void => {
    socket.off('error', fail).off('timeout', fail).off('connect', succeed);
    // A late error of a socket that was given up on must not surface anywhere.
    if (result === null) socket.on('error', () => undefined);
    onDone(result);
  };
  const succeed = (): void => {
    socket.setTimeout(0);
    done(socket);
  };
  socket.setTimeout(timeoutMs);
  socket.once('error', fail).once('timeout', fail).once('connect', succeed);
}
