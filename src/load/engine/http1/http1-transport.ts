import type { Outcome } from '../../load-driver.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import type { Transport, TransportListener } from '../transport.ts';
import type { EntrySetup } from '../worker-messages.ts';
import { Connection, type ConnectionOwner } from './connection.ts';
import { IdleConnections } from './idle-connections.ts';
import { DEFAULT_RESPONSE_LIMITS } from './limits.ts';
import { socketOpener, type SocketOpener } from './open-socket.ts';

export type RequestOnTheWire = Pick<EntrySetup, 'requestBytes' | 'isHead' | 'idempotent' | 'maxConnections' | 'target'>;

/**
 * HTTP/1.1 on raw sockets, one request a connection at a time. Connections are opened when an arrival finds none idle, up to the
 * bound; beyond it arrivals wait, and how long is counted as our own doing.
 */
export class Http1Transport implements Transport, ConnectionOwner {
  readonly #request: RequestOnTheWire;
  readonly #listener: TransportListener;
  readonly #clock: EngineClock;
  readonly #readBuffer: Uint8Array;
  readonly #opener: SocketOpener;
  readonly #idle = new IdleConnections();
  /** In order of arrival, and any of them can leave. */
  readonly #waiting = new Set<Exchange>();
  readonly #all = new Set<Connection>();
  connectionsOpened = 0;

  /** @param readBuffer every read of every connection goes through it */
  constructor(request: RequestOnTheWire, listener: TransportListener, clock: EngineClock, readBuffer: Uint8Array) {
    this.#request = request;
    this.#listener = listener;
    this.#clock = clock;
    this.#readBuffer = readBuffer;
    this.#opener = socketOpener(request.target);
  }

  get connections(): number {
    return this.#all.size;
  }

  send(exchange: Exchange, nowUs: number): void {
    const idle = this.#idle.take();
    if (idle !== undefined) this.#sendOn(idle, exchange, nowUs);
    else if (this.#all.size < this.#request.maxConnections) this.#openFor(exchange, nowUs);
    else {
      exchange.wait(nowUs);
      this.#waiting.add(exchange);
    }
  }

  cancel(exchange: Exchange): void {
    this.#waiting.delete(exchange);
    exchange.carrier?.cancel();
  }

  close(): void {
    this.#waiting.clear();
    for (const connection of this.#all) connection.destroy();
    this.#all.clear();
  }

  onReady(connection: Connection): void {
    const { exchange } = connection;
    if (exchange !== null) this.#sendOn(connection, exchange, this.#clock.nowUs());
  }

  onResponse(connection: Connection, exchange: Exchange, outcome: 'answered' | 'malformed', reusable: boolean): void {
    const nowUs = this.#clock.nowUs();
    const { status } = connection;
    exchange.carrier = null;
    if (reusable) this.#rest(connection, nowUs);
    else {
      connection.destroy();
      this.#forget(connection, nowUs);
    }
    if (outcome === 'answered') this.#listener.onAnswered(exchange, status, nowUs);
    else this.#listener.onFailed(exchange, 'malformed', nowUs);
  }

  onLost(connection: Connection, exchange: Exchange | null, outcome: Outcome): void {
    const nowUs = this.#clock.nowUs();
    if (exchange !== null && outcome === 'stale' && this.#request.idempotent && !exchange.retried) {
      exchange.retried = true;
      this.#all.delete(connection);
      return this.#openFor(exchange, nowUs);
    }
    this.#forget(connection, nowUs);
    if (exchange === null) return;
    exchange.carrier = null;
    this.#listener.onFailed(exchange, outcome, nowUs);
  }

  onCancelled(connection: Connection): void {
    this.#forget(connection, this.#clock.nowUs());
  }

  #sendOn(connection: Connection, exchange: Exchange, nowUs: number): void {
    exchange.board(connection, nowUs);
    if (exchange.sentUs < 0) exchange.sentUs = nowUs;
    connection.send(exchange, this.#request.requestBytes, this.#request.isHead);
  }

  #openFor(exchange: Exchange, nowUs: number): void {
    const connection = new Connection(this.#opener, this.#readBuffer, DEFAULT_RESPONSE_LIMITS, exchange, this);
    exchange.board(connection, nowUs);
    this.#all.add(connection);
    this.connectionsOpened++;
  }

  /** A connection has become free: for whoever waits, else to rest. */
  #rest(connection: Connection, nowUs: number): void {
    const next = this.#nextWaiting();
    if (next === undefined) this.#idle.put(connection);
    else this.#sendOn(connection, next, nowUs);
  }

  /** A connection is gone, so there is room for another. */
  #forget(connection: Connection, nowUs: number): void {
    this.#idle.remove(connection);
    if (!this.#all.delete(connection)) return;
    const next = this.#nextWaiting();
    if (next !== undefined) this.#openFor(next, nowUs);
  }

  #nextWaiting(): Exchange | undefined {
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      return exchange;
    }
    return undefined;
  }
}
