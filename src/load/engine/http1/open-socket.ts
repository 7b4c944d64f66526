import { connect, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type ConnectionOptions, type SecureContext } from 'node:tls';
import type { ConnectTarget } from '../worker-messages.ts';

/** Opens sockets to one target; bytes go to `onread` without streams in between. The event of a usable socket is `ready`. */
export interface SocketOpener {
  readonly readyEvent: 'connect' | 'secureConnect';
  open(onread: OnReadOpts): Socket;
}

export function socketOpener(target: ConnectTarget): SocketOpener {
  const { host, port, tls } = target;
  if (tls === null) {
    return { readyEvent: 'connect', open: (onread) => connect({ host, port, noDelay: true, autoSelectFamily: false, onread }) };
  }
  // One context for all: without it every connection would parse the system's root certificates again.
  const secureContext: SecureContext = createSecureContext(tls.ca === null ? {} : { ca: tls.ca });
  const { rejectUnauthorized, servername } = tls;
  const options = {
    host,
    port,
    secureContext,
    rejectUnauthorized,
    ALPNProtocols: ['http/1.1'],
    ...(servername === null ? {} : { servername }),
  };
  return {
    readyEvent: 'secureConnect',
    open: (onread) => {
      // `tls.connect` passes `onread` on to its socket, though its types do not say so.
      const withOnread: ConnectionOptions & { readonly onread: OnReadOpts } = { ...options, onread };
      return connectTls(withOnread).setNoDelay(true);
    },
  };
}
