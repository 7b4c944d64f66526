/** What this machine lets one process have of it: room for connections. */
export interface MachineRoom {
  /** Open files and sockets (`ulimit -n`); `hard` is how far `soft` may be raised without being root. */
  readonly descriptors: { readonly soft: number; readonly hard: number };
  /** Local ports, of which each connection to one address and port takes one. */
  readonly localPorts: number;
}
