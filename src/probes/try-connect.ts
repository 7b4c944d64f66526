import { connect } from 'node:net';

/** Connects and hangs up. Resolves with why it could not, `null` when it could; an abort is an `AbortError`. */
export function tryConnect(host: string, port: number, signal: AbortSignal): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const end = (failure: NodeJS.ErrnoException | null): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.once('connect', () => end(null));
    socket.once('error', end);
  });
}
