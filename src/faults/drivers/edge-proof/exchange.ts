import { connect } from 'node:net';
import type { EdgeProtocol } from '../../../manifest/experiment.ts';
import { exchangeRequest } from './exchange-request.ts';

/** How long the rest of an answer may take to come after its first byte. */
const REST_MS = 1_000;

export type ExchangeEnd =
  /** A byte of an answer came. */
  | 'answered'
  /** Nothing in the time given. */
  | 'unanswered'
  /** No connection. */
  | 'refused'
  | 'reset'
  /** Closed without a byte of an answer. */
  | 'closed';

export interface Exchange {
  readonly end: ExchangeEnd;
  /** From the request being written to the first byte of the answer, or to the end of waiting. */
  readonly ms: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Of this machine, where the observer must come from a certain one. */
  readonly localAddress?: string;
  /** Likewise. */
  readonly localPort?: number;
}

/**
 * One connection, one request, one answer. `protocol` null: a connection is all that is asked for, and counts as answered.
 * Never rejects but for `signal`.
 */
export function exchange(
  { host, port, ...from }: Endpoint,
  protocol: EdgeProtocol | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let began = performance.now();
    let answeredMs: number | null = null;
    const socket = connect({ host, port, ...from, noDelay: true });
    const settle = (end: ExchangeEnd): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      const ms = answeredMs ?? performance.now() - began;
      resolve({ end: answeredMs === null ? end : 'answered', ms, bytesSent: socket.bytesWritten, bytesReceived: socket.bytesRead });
      socket.destroy();
    };
    let timer = setTimeout(() => settle('unanswered'), timeoutMs);
    const abort = (): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    socket.on('connect', () => {
      began = performance.now();
      if (protocol === null) {
        answeredMs = 0;
        settle('answered');
        return;
      }
      socket.write(exchangeRequest(protocol, `${host}:${port}`));
    });
    socket.on('data', () => {
      if (answeredMs !== null) return;
      answeredMs = performance.now() - began;
      // Only HTTP says when it is over; of the others the first message is the whole answer.
      if (protocol?.kind !== 'http') {
        settle('answered');
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(() => settle('answered'), REST_MS);
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      settle(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'refused'),
    );
    socket.on('end', () => settle('closed'));
    socket.on('close', () => settle('closed'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
