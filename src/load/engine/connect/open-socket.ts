import { connect, type LookupFunction, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { ConnectTarget } from '../worker-messages.ts';
import type { HostAddresses } from './host-addresses.ts';
import { portReader } from './moved-ports.ts';
import { tlsOptions } from './tls-options.ts';

/** Opens sockets to one target; bytes go to `onread`, if given, without streams in between. */
export interface SocketOpener {
  /** The event of a usable socket. */
  readonly readyEvent: 'connect' | 'secureConnect';
  /** @param address where to; `null`: the name has yet to be resolved */
  open(address: string | null, onread: OnReadOpts | null): Socket;
  /** Of the target: they want to hear what became of each attempt. */
  readonly addresses: HostAddresses;
}

/** @param protocol what ALPN offers */
export function socketOpener(target: ConnectTarget, addresses: HostAddresses, protocol: 'http/1.1' | 'h2'): SocketOpener {
  const where = destination(target, addresses);
  if (target.tls === null) {
    return {
      readyEvent: 'connect',
      addresses,
      open: (address, onread) => connect({ ...where(address), ...(onread === null ? {} : { onread }) }).setNoDelay(true),
    };
  }
  const options = tlsOptions(target.tls, protocol);
  let session: Buffer | null = null;
  return {
    readyEvent: 'secureConnect',
    addresses,
    open: (address, onread) => {
      const resumed = session === null ? {} : { session };
      // `tls.connect` passes `onread` on to its socket, though its types do not say so.
      const all: ConnectionOptions & { readonly onread?: OnReadOpts } = {
        ...where(address),
        ...options,
        ...resumed,
        ...(onread === null ? {} : { onread }),
      };
      const socket = connectTls(all).setNoDelay(true);
      keepSession(socket, (latest) => (session = latest));
      return socket;
    },
  };
}

type Destination =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly autoSelectFamily: false; readonly lookup?: LookupFunction };

/** Where a connection goes: known at once, but for a name that nobody has resolved yet. */
function destination(target: ConnectTarget, addresses: HostAddresses): (address: string | null) => Destination {
  const { host, port, socketPath, movedPorts } = target;
  if (socketPath !== null) return () => ({ path: socketPath });
  const portNow = portReader(movedPorts, port);
  return (address) => {
    const basics = { port: portNow(), autoSelectFamily: false } as const;
    return address === null ? { ...basics, host, lookup: lookupIn(addresses) } : { ...basics, host: address };
  };
}

function lookupIn(addresses: HostAddresses): LookupFunction {
  return (_, __, callback) => {
    addresses.resolved().then(
      (address) => callback(null, address, address.includes(':') ? 6 : 4),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
    );
  };
}

/**
 * Sessions make the next handshake short. Only those of connections that passed all checks are kept: a resumed session is not checked
 * against the host's name again, so the failure of one connection would let the next one in.
 */
function keepSession(socket: TLSSocket, keep: (session: Buffer) => void): void {
  let verified = false;
  socket.once('secureConnect', () => {
    verified = true;
    const session = socket.getSession();
    // TLS 1.2; with 1.3 this one holds no ticket yet, and the event below brings those that do.
    if (session !== undefined && socket.getProtocol() !== 'TLSv1.3') keep(session);
  });
  socket.on('session', (session) => {
    if (verified) keep(session);
  });
}
