import type { EdgeProtocol } from '../../../manifest/experiment.ts';
import type { Endpoint, Exchange } from './exchange.ts';
import { exchange } from './exchange.ts';
import { readAnswers } from './read-answers.ts';
import type { Answers, ReadOptions } from './read-answers.ts';

/** Looks at an edge as a client does, through the fault and, as a control, past it. */
export interface EdgeProbe {
  /** For messages: `api-to-redis (redis-1)`. */
  readonly label: string;
  readonly protocol: EdgeProtocol | null;
  through(timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
  direct(timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
  /** All answers to one or more requests. The edge must have a protocol. */
  readThrough(options: ReadOptions, signal: AbortSignal): Promise<Answers>;
  readDirect(options: ReadOptions, signal: AbortSignal): Promise<Answers>;
  /** What the proxy took in for us and kept: not the client's either. Less than none: what it gave us of its own. */
  withheld(bytes: number): void;
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
  const known = (): EdgeProtocol => {
    if (protocol === null) throw new Error(`${route.label} has no protocol: nothing can be read from it`);
    return protocol;
  };
  return {
    label: route.label,
    readThrough: async (options, signal) => {
      const answers = await readAnswers(route.listen, known(), options, signal);
      if (answers.end !== 'refused') own.connections += 1;
      own.bytes += answers.bytesSent + answers.bytes.length;
      return answers;
    },
    readDirect: (options, signal) => readAnswers(route.upstream, known(), options, signal),
    withheld: (bytes) => {
      own.bytes += bytes;
    },
    protocol,
    through: (timeoutMs, signal) => counted(exchange(route.listen, protocol, timeoutMs, signal)),
    direct: (timeoutMs, signal) => exchange(route.upstream, protocol, timeoutMs, signal),
    connectThrough: (timeoutMs, signal) => counted(exchange(route.listen, null, timeoutMs, signal)),
  };
}
