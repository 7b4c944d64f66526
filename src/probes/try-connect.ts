import { connect } from 'node:net';

/** A TCP port, or a Unix socket. */
export type ConnectPlace = { readonly host: string; readonly port: number } | { readonly path: string };

/** Connects and hangs up. Resolves with why it could not, `null` when it could; an abort is an `AbortError`. */
export function tryConnect(to: ConnectPlace, signal: AbortSignal): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const socket = connect({ ...to, signal });
    const end = (failure: NodeJS.ErrnoException | null): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.once('connect', () => end(null));
    socket.once('error', end);
  });
}
