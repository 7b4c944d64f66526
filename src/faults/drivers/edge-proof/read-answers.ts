import { connect } from 'node:net';
import type { EdgeProtocol } from '../../../manifest/experiment.ts';
import { exchangeRequest } from './exchange-request.ts';
import type { Endpoint } from './exchange.ts';

/** Everything that came back on one connection. */
export interface Answers {
  /** `whole`: all that was expected, or the server's own end. */
  readonly end: 'whole' | 'unanswered' | 'refused' | 'reset';
  readonly bytes: Buffer;
  /** Size of each piece as the kernel handed it over. */
  readonly pieces: readonly number[];
  readonly bytesSent: number;
  /** From the requests being written to the first byte; `null` where none came. */
  readonly firstMs: number | null;
  /** From there to the last byte. */
  readonly lastMs: number;
  /** From the last byte to the end of the connection; `null` where it did not end. */
  readonly closeMs: number | null;
}

export interface ReadOptions {
  /** How many requests are written at once. */
  readonly requests: number;
  /** Bytes after which a protocol that never ends is through; one answer when not given. HTTP ends by itself. */
  readonly expected?: number;
  /** Bytes by which each request is longer than it need be. */
  readonly padding?: number;
  readonly timeoutMs: number;
}

/**
 * One connection, some requests, all their answers, and its end: asked for by `Connection: close` in HTTP, by a half-close in all others.
 * Never rejects but for `signal`.
 */
export function readAnswers(
  { host, port, ...from }: Endpoint,
  protocol: EdgeProtocol,
  { requests, expected = 1, padding = 0, timeoutMs }: ReadOptions,
  signal: AbortSignal,
): Promise<Answers> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let began = performance.now();
    let first: number | null = null;
    let last = began;
    const isWhole = (): boolean => protocol.kind !== 'http' && received >= expected;
    const socket = connect({ host, port, ...from, noDelay: true });
    const settle = (end: Answers['end'], hasEnded: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve({
        end: isWhole() ? 'whole' : end,
        bytes: Buffer.concat(chunks),
        pieces: chunks.map((chunk) => chunk.length),
        bytesSent: socket.bytesWritten,
        firstMs: first === null ? null : first - began,
        lastMs: last - began,
        closeMs: hasEnded ? performance.now() - last : null,
      });
      socket.destroy();
    };
    const timer = setTimeout(() => settle('unanswered', false), timeoutMs);
    const abort = (): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    socket.on('connect', () => {
      began = performance.now();
      last = began;
      socket.write(requestsOf(protocol, `${host}:${port}`, requests, padding));
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      last = performance.now();
      first ??= last;
      if (isWhole() && !socket.writableEnded) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      settle(isReset ? 'reset' : 'refused', isReset);
    });
    socket.on('end', () => settle('whole', true));
    socket.on('close', () => settle('whole', true));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

/** All but the last of HTTP's keep the connection. */
function requestsOf(protocol: EdgeProtocol, host: string, count: number, padding: number): Buffer {
  const final = exchangeRequest(protocol, host, { padding });
  const other = exchangeRequest(protocol, host, { keepAlive: true, padding });
  return Buffer.concat([...Array.from({ length: count - 1 }, () => other), final]);
}
