import type { OnReadOpts, Socket } from 'node:net';
import type { Outcome } from '../../load-driver.ts';
import { classifyFailure, type ConnectionStage } from '../connect/classify-failure.ts';
import type { ConnectAttempt } from '../connect/host-addresses.ts';
import type { SocketOpener } from '../connect/open-socket.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Carrier, Exchange } from '../exchange.ts';
import { KeptResponse } from '../kept-response.ts';
import type { ReadTurn } from '../read-turn.ts';
import type { ResponseLimits } from './limits.ts';
import { ResponseParser } from './response-parser.ts';

export interface ConnectionOwner {
  /** It can carry its first request. */
  onReady(connection: Connection, nowUs: number): void;
  /** The first byte of a response. */
  onFirstByte(connection: Connection): void;
  /** A whole response, or what cannot be one (`malformed`). `reusable`: it may carry another request. */
  onResponse(connection: Connection, exchange: Exchange, outcome: 'answered' | 'malformed', reusable: boolean, nowUs: number): void;
  /** It is gone; `outcome` is that of the exchange it carried, if any. Called once, unless we closed it ourselves. */
  onLost(connection: Connection, exchange: Exchange | null, outcome: Outcome, detail: string): void;
  /** It is gone because its exchange was given up. */
  onCancelled(connection: Connection): void;
}

/** What all connections of a transport share. */
export interface ConnectionContext {
  readonly opener: SocketOpener;
  /** Every read of every connection goes through it. */
  readonly readBuffer: Uint8Array;
  readonly limits: ResponseLimits;
  readonly clock: EngineClock;
  readonly turn: ReadTurn;
  readonly owner: ConnectionOwner;
}

/** Requests up to this size fit into an empty kernel buffer: when the write returns they are in it, and nobody need tell us. */
const SMALL_REQUEST_BYTES = 16 * 1024;

/** One socket with its parser: at most one request at a time. */
export class Connection implements Carrier {
  readonly #context: ConnectionContext;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  readonly #secure: boolean;
  /** Where it goes; `null`: the name has yet to be resolved. */
  readonly #attempt: ConnectAttempt | null;
  #openedUs: number;
  #connectedUs = -1;
  #closed = false;
  #ready = false;
  #served = 0;
  /** What it carries, or is being opened for. */
  exchange: Exchange | null;
  /** Its place among the idle; -1: not idle. */
  idleIndex = -1;

  constructor(context: ConnectionContext, exchange: Exchange, nowUs: number) {
    const { opener } = context;
    this.#context = context;
    this.#owner = context.owner;
    this.#openedUs = nowUs;
    this.#secure = opener.readyEvent === 'secureConnect';
    this.exchange = exchange;
    this.#parser = new ResponseParser(context.limits);
    this.#attempt = opener.addresses.attempt();
    this.#socket = opener.open(this.#attempt?.address ?? null, this.#onread());
    this.#socket.on('lookup', () => (this.#openedUs = context.clock.nowUs()));
    this.#socket.on('connect', () => this.#onConnect());
    this.#socket.on(opener.readyEvent, () => this.#onReady());
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#onLost(error.code ?? 'unknown'));
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onLost(null));
  }

  get status(): number {
    return this.#parser.head.status;
  }

  get stage(): Carrier['stage'] {
    if (this.#ready) return 'ready';
    return this.#connectedUs < 0 ? 'connecting' : 'tls-handshake';
  }

  send(exchange: Exchange, nowUs: number): void {
    const { bytes, isHead, keep } = exchange.request;
    this.exchange = exchange;
    exchange.response = keep === null ? null : new KeptResponse(keep.maxBodyBytes);
    this.#parser.expect(isHead, exchange.response);
    if (this.#secure || bytes.length > SMALL_REQUEST_BYTES) this.#socket.write(bytes, () => this.#onWritten(exchange, nowUs));
    else {
      this.#socket.write(bytes);
      this.#onWritten(exchange, nowUs);
    }
  }

  cancel(): void {
    if (this.#closed) return;
    if (!this.#ready) this.#connectFailed();
    this.destroy();
    this.#owner.onCancelled(this);
  }

  /** Closes it without a word to the owner. */
  destroy(): void {
    this.#closed = true;
    this.exchange = null;
    this.#socket.destroy();
  }

  #onread(): OnReadOpts {
    return {
      buffer: this.#context.readBuffer,
      callback: (length, buffer) => {
        this.#onBytes(buffer, length);
        return true;
      },
    };
  }

  #onConnect(): void {
    this.#connectedUs = this.#context.clock.nowUs();
    if (this.#attempt !== null) this.#context.opener.addresses.accepted(this.#attempt);
    if (this.exchange !== null) this.exchange.connectUs = this.#connectedUs - this.#openedUs;
  }

  #onReady(): void {
    if (this.#closed) return;
    const nowUs = this.#context.clock.nowUs();
    this.#ready = true;
    if (this.#secure && this.exchange !== null) this.exchange.tlsUs = nowUs - this.#connectedUs;
    this.#owner.onReady(this, nowUs);
  }

  /** The answer may have come first, and the exchange be over. */
  #onWritten(exchange: Exchange, fromUs: number): void {
    if (this.exchange !== exchange) return;
    exchange.writtenUs = this.#context.clock.nowUs();
    exchange.sendUs = exchange.writtenUs - fromUs;
  }

  #onBytes(bytes: Uint8Array, length: number): void {
    if (this.#closed) return;
    const exchange = this.exchange;
    // Unasked-for bytes on an idle connection (such as a parting 408) belong to no request.
    if (exchange === null || !this.#ready) return this.#onLost('unsolicited');
    const nowUs = this.#context.turn.nowUs(Math.max(exchange.sentUs, exchange.writtenUs));
    if (!this.#parser.begun) {
      exchange.firstByteUs = nowUs;
      this.#owner.onFirstByte(this);
    }
    const before = this.#parser.bodyReceived;
    const state = this.#parser.feed(bytes, 0, length);
    exchange.bodyBytes += this.#parser.bodyReceived - before;
    if (state !== 'more') this.#onParsed(exchange, state, nowUs);
  }

  #onEnd(): void {
    if (this.#closed) return;
    if (this.exchange === null || !this.#parser.begun || !this.#ready) return this.#onLost(null);
    const state = this.#parser.end();
    if (state !== 'more') this.#onParsed(this.exchange, state, this.#context.clock.nowUs());
  }

  #onParsed(exchange: Exchange, state: 'complete' | 'malformed', nowUs: number): void {
    this.exchange = null;
    this.#served++;
    exchange.detail = this.#parser.malformation;
    // An answer that overtook its request leaves bytes of ours on the way: they would run into the next one.
    const reusable = this.#parser.reusable && this.#socket.writableLength === 0;
    this.#owner.onResponse(this, exchange, state === 'complete' ? 'answered' : 'malformed', reusable, nowUs);
  }

  #onLost(code: string | null): void {
    if (this.#closed) return;
    const exchange = this.exchange;
    const outcome = classifyFailure(this.#stageOfLoss(), code, this.#served > 0);
    if (!this.#ready) this.#connectFailed();
    this.destroy();
    this.#owner.onLost(this, exchange, outcome, code ?? 'closed');
  }

  #connectFailed(): void {
    if (this.#connectedUs < 0 && this.#attempt !== null) this.#context.opener.addresses.failed(this.#attempt);
  }

  #stageOfLoss(): ConnectionStage {
    if (!this.#ready) return this.#connectedUs < 0 ? 'connecting' : 'handshaking';
    return this.#parser.begun ? 'mid-response' : 'no-byte-yet';
  }
}
