import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import { SMALL_CAPACITY } from '../toxics/limits.ts';
import type { HttpExchange, HttpExchanges } from './http-exchanges.ts';
import { HttpFramer } from './http-framer.ts';
import type { BodyFraming } from './http-framing.ts';
import { parseRequestLine, requestFraming } from './http-framing.ts';
import type { HttpHead } from './http-head.ts';
import { headerOf } from './http-head.ts';

/** `GET /`, or the beginning of it. */
const LOOKS_LIKE_REQUEST = /^[A-Z]{1,20}(?:$| (?:$|[/*a-zA-Z]))/;

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
    this.#framer = new HttpFramer(LOOKS_LIKE_REQUEST, {
      onHead: (raw, head) => this.#onHead(raw, head),
      onBody: (raw) => this.#pass(raw),
      onMessageEnd: () => this.#onMessageEnd(),
      onRaw: (raw) => context.next.push(raw),
    });
  }

  get held(): number {
    return this.#framer.held;
  }

  push(chunk: Buffer): void {
    if (this.#isReleased) this.#context.next.push(chunk);
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
