import type { OnReadOpts, Socket } from 'node:net';
import type { Carrier, Exchange } from '../exchange.ts';
import { classifyFailure, type ConnectionStage } from './classify-failure.ts';
import type { ResponseLimits } from './limits.ts';
import type { SocketOpener } from './open-socket.ts';
import { ResponseParser } from './response-parser.ts';
import type { Outcome } from '../../load-driver.ts';

export interface ConnectionOwner {
  /** It can carry its first request. */
  onReady(connection: Connection): void;
  /** A whole response, or what cannot be one (`malformed`). `reusable`: it may carry another request. */
  onResponse(connection: Connection, exchange: Exchange, outcome: 'answered' | 'malformed', reusable: boolean): void;
  /** It is gone; `outcome` is that of the exchange it carried, if any. Called once, unless we closed it ourselves. */
  onLost(connection: Connection, exchange: Exchange | null, outcome: Outcome): void;
  /** It is gone because its exchange was given up. */
  onCancelled(connection: Connection): void;
}

/** One socket with its parser: at most one request at a time. */
export class Connection implements Carrier {
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  #closed = false;
  #connected = false;
  #ready = false;
  #served = 0;
  /** What it carries, or is being opened for. */
  exchange: Exchange | null;
  /** Its place among the idle; -1: not idle. */
  idleIndex = -1;

  constructor(opener: SocketOpener, readBuffer: Uint8Array, limits: ResponseLimits, exchange: Exchange, owner: ConnectionOwner) {
    this.#owner = owner;
    this.exchange = exchange;
    this.#parser = new ResponseParser(limits);
    const onread: OnReadOpts = {
      buffer: readBuffer,
      callback: (length, buffer) => {
        this.#onBytes(buffer, length);
        return true;
      },
    };
    this.#socket = opener.open(onread);
    this.#socket.on('connect', () => (this.#connected = true));
    this.#socket.on(opener.readyEvent, () => this.#onReady());
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#onLost(error.code ?? 'unknown'));
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onLost(null));
  }

  get status(): number {
    return this.#parser.head.status;
  }

  get wasReused(): boolean {
    return this.#served > 0;
  }

  send(exchange: Exchange, requestBytes: Uint8Array, isHead: boolean): void {
    this.exchange = exchange;
    this.#parser.expect(isHead);
    this.#socket.write(requestBytes);
  }

  cancel(): void {
    if (this.#closed) return;
    this.destroy();
    this.#owner.onCancelled(this);
  }

  /** Closes it without a word to the owner. */
  destroy(): void {
    this.#closed = true;
    this.exchange = null;
    this.#socket.destroy();
  }

  #onReady(): void {
    if (this.#closed) return;
    this.#ready = true;
    this.#owner.onReady(this);
  }

  #onBytes(bytes: Uint8Array, length: number): void {
    if (this.#closed) return;
    // Unasked-for bytes on an idle connection (such as a parting 408) belong to no request.
    if (this.exchange === null || !this.#ready) return this.#onLost('unsolicited');
    const state = this.#parser.feed(bytes, 0, length);
    if (state !== 'more') this.#onParsed(this.exchange, state);
  }

  #onEnd(): void {
    if (this.#closed) return;
    if (this.exchange === null || !this.#parser.begun || !this.#ready) return this.#onLost(null);
    const state = this.#parser.end();
    if (state !== 'more') this.#onParsed(this.exchange, state);
  }

  #onParsed(exchange: Exchange, state: 'complete' | 'malformed'): void {
    this.exchange = null;
    this.#served++;
    // An answer that overtook its request leaves bytes of ours on the way: they would run into the next one.
    const reusable = this.#parser.reusable && this.#socket.writableLength === 0;
    this.#owner.onResponse(this, exchange, state === 'complete' ? 'answered' : 'malformed', reusable);
  }

  #onLost(code: string | null): void {
    if (this.#closed) return;
    const exchange = this.exchange;
    const outcome = classifyFailure(this.#stage(), code, this.wasReused);
    this.destroy();
    this.#owner.onLost(this, exchange, outcome);
  }

  #stage(): ConnectionStage {
    if (!this.#ready) return this.#connected ? 'handshaking' : 'connecting';
    return this.#parser.begun ? 'mid-response' : 'no-byte-yet';
  }
}
