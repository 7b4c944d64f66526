import { METHODS } from 'node:http';
import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import { SMALL_CAPACITY } from '../toxics/limits.ts';
import type { HttpExchange, HttpExchanges } from './http-exchanges.ts';
import { HttpFramer } from './http-framer.ts';
import type { BodyFraming } from './http-framing.ts';
import { parseRequestLine, requestFraming } from './http-framing.ts';
import type { HttpHead } from './http-head.ts';
import { headerOf } from './http-head.ts';

/** `GET /`: a method, whatever it is, and the beginning of a target, its line not ended. */
const BEGINS_LIKE_REQUEST = /^[A-Z]{1,20} (?:$|[/*a-zA-Z][^\n]*$)/;
const FIRST_LINE = /^[^\r\n]*(?=\r\n)/;

/** Other protocols have words in capitals, too: before the method's end, only the beginning of one that HTTP knows is waited for. */
function looksLikeRequest(start: string): boolean {
  const line = FIRST_LINE.exec(start)?.[0];
  if (line !== undefined) return parseRequestLine(line) !== null;
  return BEGINS_LIKE_REQUEST.test(start) || METHODS.some((method) => method.startsWith(start));
}

/** The way to the server: sees requests, and keeps back those that are answered in its place. */
export class HttpRequestStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly #context: StageContext;
  readonly #exchanges: HttpExchanges;
  readonly #framer: HttpFramer;
  #exchange: HttpExchange | null = null;
  #isReleased = false;

  constructor(context: StageContext, exchanges: HttpExchanges) {
    this.#context = context;
    this.#exchanges = exchanges;
    this.#framer = new HttpFramer(looksLikeRequest, {
      onHead: (raw, head) => this.#onHead(raw, head),
      onBody: (raw) => this.#pass(raw),
      onMessageEnd: () => this.#onMessageEnd(),
      onRaw: (raw) => context.next.push(raw),
    });
    exchanges.whenTunnel(() => this.#flushHead());
  }

  get held(): number {
    return this.#framer.held;
  }

  push(chunk: Buffer): void {
    if (this.#isReleased || this.#exchanges.isTunnel) this.#context.next.push(chunk);
    else this.#framer.push(chunk);
  }

  end(how: StreamEnd): void {
    this.#flushHead();
    this.#context.next.end(how);
  }

  /** The rest of a request that was kept back would reach the server as nonsense: such a connection is closed. */
  release(): void {
    this.#isReleased = true;
    if (this.#exchange !== null && isKeptBack(this.#exchange)) this.#context.next.end('full');
    else this.#flushHead();
  }

  abandon(): void {
    this.#framer.takeUnfinished();
  }

  #onHead(raw: Buffer, head: HttpHead): BodyFraming | null {
    const request = parseRequestLine(head.startLine);
    if (request === null) return null;
    const closes = headerOf(head, 'connection') === 'close' || headerOf(head, 'expect') !== null || head.startLine.endsWith('/1.0');
    this.#exchange = this.#exchanges.begin(request.method, request.path, head, closes);
    this.#pass(raw);
    // The client waits for a word before it sends the body, and the server, which does not see the request, gives none.
    if (isKeptBack(this.#exchange) && headerOf(head, 'expect') === '100-continue') this.#exchanges.requestEnded(this.#exchange);
    return requestFraming(head);
  }

  #pass(raw: Buffer): void {
    if (this.#exchange === null || !isKeptBack(this.#exchange)) this.#context.next.push(raw);
  }

  #onMessageEnd(): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    if (exchange !== null) this.#exchanges.requestEnded(exchange);
  }

  #flushHead(): void {
    const unfinished = this.#framer.takeUnfinished();
    if (unfinished !== null) this.#context.next.push(unfinished);
  }
}

function isKeptBack(exchange: HttpExchange): boolean {
  return exchange.fault !== null && exchange.fault.answer !== null;
}
