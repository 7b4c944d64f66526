import type { ToxiproxyServer } from '../toxiproxy/toxiproxy-server.ts';

/** The server that a run leads its edges through. */
export interface FaultProxyServer {
  readonly server: ToxiproxyServer;
  /** Where its proxies listen: the host of its API. */
  readonly host: string;
  /** Called before a proxy is made: whatever is needed so that it goes again is written down. */
  beforeProxy(name: string): Promise<void>;
}
