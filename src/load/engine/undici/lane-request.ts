import type { Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'undici/types/header.js';
import type { EngineClock } from '../engine-clock.ts';
import type { Carrier, Exchange } from '../exchange.ts';
import { KeptResponse } from '../kept-response.ts';
import { BodyDecoder, type DecoderListener } from './body-decoder.ts';
import { classifyUndiciError, type UndiciFailure } from './classify-undici-error.ts';
import type { Lane } from './lane.ts';

export interface LaneRequestOwner {
  onSent(request: LaneRequest, nowUs: number): void;
  onFirstByte(request: LaneRequest): void;
  onAnswered(request: LaneRequest, status: number, nowUs: number): void;
  onFailed(request: LaneRequest, failure: UndiciFailure, nowUs: number): void;
  onCancelled(request: LaneRequest): void;
}

/** With this code, undici does not take it for an error of the connection, which would cost the others on it their requests too. */
class GivenUp extends Error {
  readonly code = 'UND_ERR_INFO';
}

/** One exchange on its way through undici. Its owner hears of its end once, and never while it is being dispatched. */
export class LaneRequest implements Dispatcher.DispatchHandler, DecoderListener, Carrier {
  readonly exchange: Exchange;
  readonly lane: Lane;
  readonly #owner: LaneRequestOwner;
  readonly #clock: EngineClock;
  readonly #decompress: boolean;
  #controller: Dispatcher.DispatchController | null = null;
  /** How the body is packed, until its first bytes come: an answer to HEAD names a packing, and has none. */
  #packing: string | undefined;
  #decoder: BodyDecoder | null = null;
  #status = 0;
  #reused = false;
  #connection = -1;
  #over = false;

  constructor(exchange: Exchange, lane: Lane, owner: LaneRequestOwner, clock: EngineClock, decompress: boolean) {
    this.exchange = exchange;
    this.lane = lane;
    this.#owner = owner;
    this.#clock = clock;
    this.#decompress = decompress;
  }

  /** It is on the newest connection of its lane. */
  get isOnNewest(): boolean {
    return this.#connection === this.lane.connection;
  }

  /** Until it is on a connection, it waits for one with all others of its lane. */
  get stage(): Carrier['stage'] {
    return this.#controller === null ? 'connecting' : 'ready';
  }

  dispatch(options: Dispatcher.DispatchOptions): void {
    try {
      this.lane.dispatch(options, this);
    } catch (error) {
      this.onResponseError(null, error);
    }
  }

  /** Before it is on a connection: it goes another way, and the owner knows. */
  withdraw(): void {
    this.#end();
  }

  cancel(): void {
    if (this.#over) return;
    this.#end();
    this.#controller?.abort(new GivenUp());
    this.#owner.onCancelled(this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) return controller.abort(new GivenUp());
    const nowUs = this.#clock.nowUs();
    const opened = this.lane.takeOpened();
    this.#controller = controller;
    this.#reused = this.lane.served > 0;
    this.#connection = this.lane.connection;
    if (opened !== null) {
      this.exchange.connectUs = opened.connectUs;
      this.exchange.tlsUs = opened.tlsUs;
    }
    this.exchange.sent(nowUs);
    this.exchange.writtenUs = nowUs;
    this.#owner.onSent(this, nowUs);
  }

  /** Its first bytes, where undici tells of them. */
  onResponseStarted(): void {
    this.#onFirstByte();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#over || status < 200) return;
    const { keep } = this.exchange.request;
    this.#status = status;
    this.exchange.response = keep === null ? null : keptHead(keep.maxBodyBytes, headers);
    if (this.#decompress) this.#packing = headers['content-encoding']?.toString();
    this.#onFirstByte();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    this.exchange.bodyBytes += chunk.length;
    if (this.#packing !== undefined) this.#decoder = BodyDecoder.of(this.#packing, this);
    this.#packing = undefined;
    if (this.#decoder === null) this.onDecoded(chunk);
    else if (!this.#decoder.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    if (this.#decoder === null) this.onDecodedEnd();
    else this.#decoder.end();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: unknown): void {
    // Later: undici tells one after another of those that it gives up, and must not be given new ones in between.
    queueMicrotask(() => {
      if (!this.#over) this.#fail(classifyUndiciError(error, this.exchange.firstByteUs >= 0, this.#reused));
    });
  }

  onDecoded(bytes: Uint8Array): void {
    this.exchange.response?.onBody(bytes, 0, bytes.length);
  }

  onDecodedEnd(): void {
    if (this.#over) return;
    this.#end();
    this.#owner.onAnswered(this, this.#status, this.#clock.nowUs());
  }

  onUndecodable(code: string): void {
    if (this.#over) return;
    this.#fail({ outcome: 'malformed', detail: `bad-encoding ${code}` });
    this.#controller?.abort(new GivenUp());
  }

  onDrain(): void {
    this.#controller?.resume();
  }

  /** The time for one of its stations is up. */
  fail(failure: UndiciFailure): void {
    if (this.#over) return;
    this.#fail(failure);
    this.#controller?.abort(new GivenUp());
  }

  #onFirstByte(): void {
    if (this.#over || this.exchange.firstByteUs >= 0) return;
    this.exchange.firstByteUs = this.#clock.nowUs();
    this.#owner.onFirstByte(this);
  }

  #fail(failure: UndiciFailure): void {
    this.#end();
    this.#owner.onFailed(this, failure, this.#clock.nowUs());
  }

  #end(): void {
    this.#over = true;
    this.#decoder?.destroy();
    this.#decoder = null;
  }
}

function keptHead(maxBodyBytes: number, headers: IncomingHttpHeaders): KeptResponse {
  const kept = new KeptResponse(maxBodyBytes);
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) kept.addHeader(name, one);
  }
  return kept;
}
