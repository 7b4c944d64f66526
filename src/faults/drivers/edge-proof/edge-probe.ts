import type { EdgeProtocol } from '../../../manifest/experiment.ts';
import type { Endpoint, Exchange } from './exchange.ts';
import { exchange } from './exchange.ts';

/** Looks at an edge as a client does, through the fault and, as a control, past it. */
export interface EdgeProbe {
  /** For messages: `api-to-redis (redis-1)`. */
  readonly label: string;
  readonly protocol: EdgeProtocol | null;
  through(timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
  direct(timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
  /** A TCP connection and nothing more. */
  connectThrough(timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
}

/** What the probes sent through the fault themselves: not to be counted as the client's. */
export interface OwnTraffic {
  connections: number;
  bytes: number;
}

export function createEdgeProbe(
  route: { readonly label: string; readonly listen: Endpoint; readonly upstream: Endpoint },
  protocol: EdgeProtocol | null,
  own: OwnTraffic,
): EdgeProbe {
  const counted = async (pending: Promise<Exchange>): Promise<Exchange> => {
    const done = await pending;
    if (done.end !== 'refused') own.connections += 1;
    own.bytes += done.bytesSent + done.bytesReceived;
    return done;
  };
  return {
    label: route.label,
    protocol,
    through: (timeoutMs, signal) => counted(exchange(route.listen, protocol, timeoutMs, signal)),
    direct: (timeoutMs, signal) => exchange(route.upstream, protocol, timeoutMs, signal),
    connectThrough: (timeoutMs, signal) => counted(exchange(route.listen, null, timeoutMs, signal)),
  };
}
