import type { Socket } from 'node:net';
import { BackOff, isConnectFailure } from '../engine/closed/back-off.ts';
import type { ClosedTally } from '../engine/closed/closed-tally.ts';
import type { EngineClock } from '../engine/engine-clock.ts';
import type { Exchange } from '../engine/exchange.ts';
import { timerMs } from '../engine/timer-ms.ts';
import type { WireRequest } from '../engine/wire-request.ts';
import type { Outcome } from '../load-driver.ts';
import type { LiveClient } from './live-client.ts';
import { WatchedConnection, type ConnectionEvents } from './watched-connection.ts';
import { WatchedParser } from './watched-parser.ts';

export interface WatchedClientParts {
  readonly request: WireRequest;
  readonly secure: boolean;
  readonly timeoutUs: number;
  readonly clock: EngineClock;
  readonly tally: ClosedTally;
  /** May one more request go out now? Asked once for each. */
  readonly grant: (nowUs: number) => boolean;
  readonly onOpened: () => void;
  readonly onProgress: () => void;
}

/**
 * One of autocannon's connections, watched request by request: when each was sent, and what became of it. autocannon's own times are
 * not used: after an error its queue keeps the lost request, and from then on every answer is timed from the request before.
 */
export class WatchedClient {
  readonly #client: LiveClient;
  readonly #parts: WatchedClientParts;
  readonly #backOff = new BackOff();
  #exchange: Exchange | null = null;
  #connection: WatchedConnection | null = null;
  #parser: WatchedParser | null = null;
  #granted = false;
  /** The request in flight was lost, and autocannon's next, once it has connected anew, is the same once more. */
  #retrying = false;
  #waiting: NodeJS.Timeout | null = null;
  /** Nothing will be sent here any more, and what autocannon still does is not ours. */
  over = false;

  constructor(client: LiveClient, parts: WatchedClientParts) {
    this.#client = client;
    this.#parts = parts;
    client.timeout = timerMs(parts.timeoutUs);
    client.on('request', () => this.#onRequest());
    client.on('response', (status: number) => this.#onResponse(status));
    client.on('connError', (error: NodeJS.ErrnoException) => this.#onError(error.code ?? 'unknown'));
    client.on('done', () => this.#end());
    // In place of autocannon's own, which keeps every body as one string, as long as it may be, for options that we do not use.
    client.pipelinedRequests.addBody = (part) => this.#onBody(part.length);
    // oxlint-disable-next-line no-underscore-dangle -- autocannon's name for it
    const connect = client._connect.bind(client);
    // oxlint-disable-next-line no-underscore-dangle
    client._connect = () => this.#connect(connect);
  }

  get isConnected(): boolean {
    return this.#connection !== null && !this.#connection.socket.destroyed;
  }

  /** The run is over: a connection that waits to try again need not. */
  finish(): void {
    if (this.#waiting !== null) this.close();
  }

  close(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
    this.over = true;
    this.#client.destroy();
  }

  /** autocannon is about to write a request to its socket: a new one or, without a word about it, a lost one once more. */
  #onRequest(): void {
    const { conn } = this.#client;
    if (this.over || conn === undefined) return;
    const nowUs = this.#parts.clock.nowUs();
    const isRetry = this.#exchange !== null;
    if (!isRetry && !this.#granted && !this.#parts.grant(nowUs)) return this.#refuse(conn);
    this.#granted = false;
    const connection = this.#connectionOn(conn);
    if (isRetry) return;
    this.#exchange = this.#parts.tally.start(this.#parts.request, nowUs);
    if (connection.isReady) this.#sent(this.#exchange, nowUs);
  }

  /** autocannon brings the state of its parser and the queue of its requests from one connection to the next: half an answer too. */
  #connectionOn(conn: Socket): WatchedConnection {
    if (conn === this.#connection?.socket) return this.#connection;
    this.#client.parser.initialize('RESPONSE');
    this.#client.pipelinedRequests.clear();
    this.#connection = new WatchedConnection(conn, this.#parts.secure, this.#stations(conn));
    this.#parts.onOpened();
    return this.#connection;
  }

  /** The exchange in flight on that socket learns when it came so far. */
  #stations(conn: Socket): ConnectionEvents {
    const { clock } = this.#parts;
    const current = (): Exchange | null => (conn === this.#client.conn ? this.#exchange : null);
    return {
      onConnected: () => {
        const exchange = current();
        if (exchange !== null && exchange.sentUs < 0) exchange.connectUs = clock.nowUs() - exchange.dispatchedUs;
      },
      onReady: () => {
        const exchange = current();
        if (exchange === null || exchange.sentUs >= 0) return;
        const nowUs = clock.nowUs();
        if (this.#parts.secure) exchange.tlsUs = nowUs - exchange.dispatchedUs - exchange.connectUs;
        this.#sent(exchange, nowUs);
      },
      onFirstByte: () => {
        const exchange = current();
        if (exchange !== null) exchange.firstByteUs = clock.nowUs();
      },
    };
  }

  #sent(exchange: Exchange, nowUs: number): void {
    exchange.sent(nowUs);
    exchange.writtenUs = nowUs;
  }

  #onBody(bytes: number): void {
    if (!this.over && this.#exchange !== null) this.#exchange.bodyBytes += bytes;
  }

  #onResponse(status: number): void {
    const exchange = this.#exchange;
    if (this.over || exchange === null) return;
    this.#answered(exchange, status);
    // Then autocannon ends this connection in place of the next request, which comes right after this event.
    if (!this.#granted) this.#client.responseMax = this.#client.reqsMade;
  }

  #answered(exchange: Exchange, status: number): void {
    const { clock, tally, timeoutUs, grant } = this.#parts;
    const nowUs = clock.nowUs();
    this.#exchange = null;
    this.#connection?.answered();
    this.#backOff.answered();
    if (nowUs - exchange.dispatchedUs > timeoutUs) {
      exchange.detail = 'unfinished';
      tally.end(exchange, 'timeout', 0, nowUs);
    } else tally.answered(exchange, status, nowUs);
    this.#granted = grant(nowUs);
  }

  /** The next request, if there is one, takes another connection: this one was said to end, or is not to be trusted. */
  #leaveConnection(isWanted: () => boolean): void {
    const { conn } = this.#client;
    // The parser is still reading what came.
    queueMicrotask(() => {
      if (this.over || conn !== this.#client.conn) return;
      // oxlint-disable-next-line no-underscore-dangle
      if (isWanted()) this.#client._resetConnection();
      else this.#client.destroy();
    });
  }

  #onError(code: string): void {
    if (this.over || this.#exchange === null || this.#connection === null) return;
    this.#fail(this.#connection.lossBy(code), code);
  }

  /** autocannon connects anew, and said nothing of the request in flight: the server closed, which may end its answer, or its time was up. */
  #lost(exchange: Exchange): void {
    const closed = this.#connection?.socket.readableEnded === true ? this.#connection.lossBy(null) : null;
    const status = this.#parser?.untilClose ?? null;
    if (closed !== null && status !== null) {
      this.#answered(exchange, status);
      return this.#granted ? undefined : this.#client.destroy();
    }
    if (closed !== null) return this.#fail(closed, closed === 'malformed' ? 'cut-short' : 'closed');
    this.#fail(exchange.sentUs >= 0 ? 'timeout' : 'connect-timeout', this.#connection?.station ?? 'connecting');
  }

  /** It is over, unless it may go out once more, its clock running: a reused connection turned out closed. */
  #fail(outcome: Outcome, detail: string): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    const { request, tally, clock } = this.#parts;
    if (outcome === 'stale' && request.idempotent && !exchange.retried) {
      exchange.retried = true;
      this.#retrying = true;
      return;
    }
    this.#exchange = null;
    exchange.detail = detail;
    tally.end(exchange, outcome, 0, clock.nowUs());
    if (isConnectFailure(outcome)) this.#backOff.failed();
  }

  #connect(connect: () => void): void {
    if (this.over || this.#waiting !== null) return;
    this.#parser ??= new WatchedParser(this.#client.parser, {
      onLastAnswer: (status) => {
        if (this.#exchange !== null) this.#answered(this.#exchange, status);
        this.#leaveConnection(() => this.#granted);
      },
      onMalformed: (detail) => {
        this.#fail('malformed', detail);
        this.#leaveConnection(() => true);
      },
    });
    if (this.#exchange !== null && !this.#retrying) this.#lost(this.#exchange);
    if (this.over) return;
    this.#retrying = false;
    const { delayMs } = this.#backOff;
    if (delayMs === 0) return connect();
    this.#waiting = setTimeout(() => {
      this.#waiting = null;
      if (!this.over) connect();
    }, delayMs);
  }

  /** The request that autocannon is about to write must not go out. */
  #refuse(conn: Socket): void {
    conn.destroy();
    this.#end();
    setImmediate(() => this.#client.destroy());
  }

  #end(): void {
    if (this.over) return;
    this.over = true;
    this.#parts.onProgress();
  }
}
