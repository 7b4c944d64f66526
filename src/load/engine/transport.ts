import type { Outcome } from '../load-driver.ts';
import type { Exchange } from './exchange.ts';

/** How requests get out and answers come back. The raw HTTP/1.1 path is one; others (HTTP/2, proxies) can stand behind the same port. */
export interface Transport {
  /** Sends `exchange.request`, or queues it for a connection; at most one connect attempt. Never throws, never calls the listener before it returns. */
  send(exchange: Exchange, nowUs: number): void;
  /** Forgets an exchange whose end we decided: nothing of it will reach the listener, and its connection (of HTTP/2: its stream) is not used again. */
  cancel(exchange: Exchange): void;
  readonly connections: number;
  readonly connectionsOpened: number;
  /** Closes every connection. */
  close(): void;
}

/**
 * Each exchange ends in exactly one of these, unless it was cancelled. Its stations, and `response` where its request asks to keep
 * any, are set beforehand; where it failed, `detail` says why.
 */
export interface TransportListener {
  onAnswered(exchange: Exchange, status: number, nowUs: number): void;
  onFailed(exchange: Exchange, outcome: Outcome, nowUs: number): void;
  /**
   * A redirect is about to be followed to `to`; the answer that sent it there is still the exchange's. Returns the cookies that a jar
   * has for it, as name and value pairs; `null`: none.
   */
  onRedirected?(exchange: Exchange, to: URL): string | null;
}
