import type { Outcome } from '../../load-driver.ts';
import { HostAddresses } from '../connect/host-addresses.ts';
import { IdleConnections } from '../connect/idle-connections.ts';
import { socketOpener } from '../connect/open-socket.ts';
import { DeadlineQueue } from '../deadline-queue.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import type { Transport, TransportListener } from '../transport.ts';
import { WaitingLine } from '../waiting-line.ts';
import type { TransportSetup } from '../worker-messages.ts';
import { Connection, type ConnectionContext, type ConnectionOwner } from './connection.ts';

/**
 * HTTP/1.1 on raw sockets, one request a connection at a time. Connections are opened when an arrival finds none idle, up to the
 * bound; beyond it arrivals wait, and how long is counted as our own doing.
 */
export class Http1Transport implements Transport, ConnectionOwner {
  readonly #listener: TransportListener;
  readonly #clock: EngineClock;
  readonly #maxConnections: number;
  readonly #context: ConnectionContext;
  readonly #idle = new IdleConnections<Connection>();
  readonly #waiting = new WaitingLine();
  readonly #all = new Set<Connection>();
  readonly #connecting: DeadlineQueue<Connection> | null;
  readonly #awaitingFirstByte: DeadlineQueue<Connection> | null;
  connectionsOpened = 0;

  /** @param readBuffer every read of every connection goes through it */
  constructor(setup: TransportSetup, listener: TransportListener, clock: EngineClock, readBuffer: Uint8Array) {
    const { target, limits, dnsTtlMs, connectTimeoutUs, firstByteTimeoutUs } = setup;
    this.#listener = listener;
    this.#clock = clock;
    this.#maxConnections = setup.maxConnections;
    const opener = socketOpener(target, new HostAddresses(target.host, target.addresses, dnsTtlMs), 'http/1.1');
    this.#context = { opener, readBuffer, limits, clock, owner: this };
    const queue = (limitUs: number | null, outcome: Outcome): DeadlineQueue<Connection> | null =>
      limitUs === null ? null : new DeadlineQueue(limitUs, clock, (connection) => this.#overdue(connection, outcome));
    this.#connecting = queue(connectTimeoutUs, 'connect-timeout');
    this.#awaitingFirstByte = queue(firstByteTimeoutUs, 'timeout');
  }

  get connections(): number {
    return this.#all.size;
  }

  send(exchange: Exchange, nowUs: number): void {
    const idle = this.#idle.take();
    if (idle !== undefined) this.#sendOn(idle, exchange, nowUs);
    else if (this.#all.size < this.#maxConnections) this.#openFor(exchange, nowUs);
    else this.#waiting.join(exchange, nowUs);
  }

  cancel(exchange: Exchange): void {
    this.#waiting.leave(exchange);
    exchange.carrier?.cancel();
  }

  close(): void {
    this.#waiting.clear();
    this.#connecting?.clear();
    this.#awaitingFirstByte?.clear();
    for (const connection of this.#all) connection.destroy();
    this.#all.clear();
  }

  onReady(connection: Connection, nowUs: number): void {
    const { exchange } = connection;
    this.#connecting?.delete(connection);
    if (exchange !== null) this.#sendOn(connection, exchange, nowUs);
  }

  onFirstByte(connection: Connection): void {
    this.#awaitingFirstByte?.delete(connection);
  }

  onResponse(connection: Connection, exchange: Exchange, outcome: 'answered' | 'malformed', reusable: boolean, nowUs: number): void {
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

  onLost(connection: Connection, exchange: Exchange | null, outcome: Outcome, detail: string): void {
    const nowUs = this.#clock.nowUs();
    if (exchange !== null && outcome === 'stale' && exchange.request.idempotent && !exchange.retried) {
      exchange.retried = true;
      this.#awaitingFirstByte?.delete(connection);
      this.#all.delete(connection);
      return this.#openFor(exchange, nowUs);
    }
    this.#forget(connection, nowUs);
    if (exchange === null) return;
    exchange.carrier = null;
    exchange.detail = outcome === 'malformed' ? 'cut-short' : detail;
    this.#listener.onFailed(exchange, outcome, nowUs);
  }

  onCancelled(connection: Connection): void {
    this.#forget(connection, this.#clock.nowUs());
  }

  #sendOn(connection: Connection, exchange: Exchange, nowUs: number): void {
    exchange.board(connection, nowUs);
    if (exchange.sentUs < 0) exchange.sentUs = nowUs;
    this.#awaitingFirstByte?.add(connection, nowUs);
    connection.send(exchange, nowUs);
  }

  #openFor(exchange: Exchange, nowUs: number): void {
    const connection = new Connection(this.#context, exchange, nowUs);
    exchange.board(connection, nowUs);
    this.#connecting?.add(connection, nowUs);
    this.#all.add(connection);
    this.connectionsOpened++;
  }

  /** The time for a station is up before the time for the whole: the connection is given up, as it is at the end of the whole. */
  #overdue(connection: Connection, outcome: Outcome): void {
    const { exchange } = connection;
    if (exchange === null) return;
    exchange.detail = outcome === 'timeout' ? 'first-byte-limit' : 'connect-limit';
    connection.cancel();
    exchange.carrier = null;
    this.#listener.onFailed(exchange, outcome, this.#clock.nowUs());
  }

  /** A connection has become free: for whoever waits, else to rest. */
  #rest(connection: Connection, nowUs: number): void {
    const next = this.#waiting.next();
    if (next === undefined) this.#idle.put(connection);
    else this.#sendOn(connection, next, nowUs);
  }

  /** A connection is gone, so there is room for another. */
  #forget(connection: Connection, nowUs: number): void {
    this.#idle.remove(connection);
    this.#connecting?.delete(connection);
    this.#awaitingFirstByte?.delete(connection);
    if (!this.#all.delete(connection)) return;
    const next = this.#waiting.next();
    if (next !== undefined) this.#openFor(next, nowUs);
  }
}
