import type { Outcome } from '../../load-driver.ts';
import { HostAddresses } from '../connect/host-addresses.ts';
import { IdleConnections } from '../connect/idle-connections.ts';
import { socketOpener } from '../connect/open-socket.ts';
import { DeadlineQueue } from '../deadline-queue.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import { ReadTurn } from '../read-turn.ts';
import type { Transport, TransportListener } from '../transport.ts';
import { WaitingLine } from '../waiting-line.ts';
import type { TransportSetup } from '../worker-messages.ts';
import { Connection, type ConnectionContext, type ConnectionOwner } from './connection.ts';

/** Connections opened in one turn of the event loop; there are thousands of turns in a second. */
const OPENS_A_TURN = 16;

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
  /** They have room for a connection each, which is opened in a coming turn unless one falls idle before. */
  readonly #unopened = new Set<Exchange>();
  #opened = 0;
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
    this.#context = { opener, readBuffer, limits, clock, turn: new ReadTurn(clock), owner: this };
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
    else if (this.#all.size + this.#unopened.size < this.#maxConnections) this.#openSoon(exchange, nowUs);
    else this.#waiting.join(exchange, nowUs);
  }

  cancel(exchange: Exchange): void {
    this.#waiting.leave(exchange);
    this.#unopened.delete(exchange);
    exchange.carrier?.cancel();
  }

  close(): void {
    this.#waiting.clear();
    this.#unopened.clear();
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
    if (reusable) this.#rest(connection);
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
      exchange.begin(exchange.request);
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
    exchange.sent(nowUs);
    this.#awaitingFirstByte?.add(connection, nowUs);
    connection.send(exchange, nowUs);
  }

  /**
   * Some now, the rest in later turns. At 40,000 arrivals a second a generator that opened one for each of the first few hundred, before it
   * read a single answer, would be so late by then that it opened thousands more.
   */
  #openSoon(exchange: Exchange, nowUs: number): void {
    if (this.#opened === 0) setImmediate(() => this.#openMore());
    if (this.#opened < OPENS_A_TURN) {
      this.#opened++;
      this.#openFor(exchange, nowUs);
    } else {
      exchange.wait(nowUs, 'turn');
      this.#unopened.add(exchange);
    }
  }

  #openMore(): void {
    this.#opened = 0;
    for (let next = this.#nextUnopened(); next !== undefined; next = this.#nextUnopened()) {
      this.#openSoon(next, this.#clock.nowUs());
      if (this.#opened === OPENS_A_TURN) return;
    }
  }

  #nextUnopened(): Exchange | undefined {
    for (const exchange of this.#unopened) {
      this.#unopened.delete(exchange);
      return exchange;
    }
    return undefined;
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
  #rest(connection: Connection): void {
    const next = this.#nextUnopened() ?? this.#waiting.next();
    if (next === undefined) this.#idle.put(connection);
    else this.#sendOn(connection, next, this.#clock.nowUs());
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
