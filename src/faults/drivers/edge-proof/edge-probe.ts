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
  requests: number;
  bytes: number;
}

/** Who asks an edge, and from where: by one way through the fault, by another past it. */
export interface EdgeAsker {
  exchange(way: Way, protocol: EdgeProtocol | null, timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
  readAnswers(way: Way, protocol: EdgeProtocol, options: ReadOptions, signal: AbortSignal): Promise<Answers>;
}

export type Way = 'through' | 'past';

/** Asks from this process: one address leads through the fault, another past it. */
export function localAsker(route: { readonly listen: Endpoint; readonly upstream: Endpoint }): EdgeAsker {
  const endpoint = (way: Way): Endpoint => (way === 'through' ? route.listen : route.upstream);
  return {
    exchange: (way, ...rest) => exchange(endpoint(way), ...rest),
    readAnswers: (way, ...rest) => readAnswers(endpoint(way), ...rest),
  };
}

export function createEdgeProbe(label: string, asker: EdgeAsker, protocol: EdgeProtocol | null, own: OwnTraffic): EdgeProbe {
  const counted = async (pending: Promise<Exchange>): Promise<Exchange> => {
    const done = await pending;
    if (done.end !== 'refused') own.connections += 1;
    own.requests += 1;
    own.bytes += done.bytesSent + done.bytesReceived;
    return done;
  };
  const known = (): EdgeProtocol => {
    if (protocol === null) throw new Error(`${label} has no protocol: nothing can be read from it`);
    return protocol;
  };
  return {
    label,
    readThrough: async (options, signal) => {
      const answers = await asker.readAnswers('through', known(), options, signal);
      if (answers.end !== 'refused') own.connections += 1;
      own.requests += options.requests;
      own.bytes += answers.bytesSent + answers.bytes.length;
      return answers;
    },
    readDirect: (options, signal) => asker.readAnswers('past', known(), options, signal),
    withheld: (bytes) => {
      own.bytes += bytes;
    },
    protocol,
    through: (timeoutMs, signal) => counted(asker.exchange('through', protocol, timeoutMs, signal)),
    direct: (timeoutMs, signal) => asker.exchange('past', protocol, timeoutMs, signal),
    connectThrough: (timeoutMs, signal) => counted(asker.exchange('through', null, timeoutMs, signal)),
  };
}
