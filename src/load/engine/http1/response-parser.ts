import { CR, LF } from './ascii.ts';
import type { ResponseSink } from '../kept-response.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { ResponseLimits } from './limits.ts';
import { LineCarry } from './line-carry.ts';
import type { Malformation } from './malformation.ts';
import { ResponseHead } from './response-head.ts';

const STATUS_LINE = 0;
const HEADERS = 1;
const COUNTED_BODY = 2;
const CHUNKED_BODY = 3;
const BODY_UNTIL_CLOSE = 4;
const COMPLETE = 5;
const MALFORMED = 6;

export type ParseState = 'more' | 'complete' | 'malformed';

/**
 * An incremental HTTP/1.x response parser for one connection (RFC 9112). It reads framing and status, keeps nothing of the body, and
 * never throws, whatever the bytes: what is not a response is `malformed`, with the reason.
 */
export class ResponseParser {
  readonly head = new ResponseHead();
  readonly #limits: ResponseLimits;
  readonly #carry: LineCarry;
  readonly #chunks = new ChunkedBody();
  #state = STATUS_LINE;
  #bodiless = false;
  #headBytes = 0;
  #bodyBytes = 0;
  #malformation: Malformation | null = null;
  /** Takes what is kept of the present response; `null`: nothing is. */
  #sink: ResponseSink | null = null;
  /** Whether anything of the present response has arrived. */
  begun = false;
  /** Bytes of its body so far, without the framing of chunks. */
  bodyReceived = 0;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
    this.#carry = new LineCarry();
  }

  /** Makes ready for the response to the next request; `toHead`: it is a HEAD, whose response has no body whatever it announces. */
  expect(toHead: boolean, sink: ResponseSink | null = null): void {
    this.head.reset();
    this.head.sink = sink;
    this.#sink = sink;
    this.#carry.clear();
    this.#state = STATUS_LINE;
    this.#bodiless = toHead;
    this.#headBytes = 0;
    this.#bodyBytes = 0;
    this.#malformation = null;
    this.begun = false;
    this.bodyReceived = 0;
  }

  get malformation(): Malformation | null {
    return this.#malformation;
  }

  /** May the connection carry another request after this complete response? */
  get reusable(): boolean {
    return this.#state === COMPLETE && this.head.keepAlive;
  }

  feed(bytes: Uint8Array, from: number, to: number): ParseState {
    if (to > from) this.begun = true;
    let at = from;
    while (at < to && this.#state < COMPLETE) at = this.#state <= HEADERS ? this.#readLine(bytes, at, to) : this.#readBody(bytes, at, to);
    if (this.#state === COMPLETE && at < to) this.#fail('longer-than-promised');
    return this.#outcome();
  }

  /** The peer has ended the stream. */
  end(): ParseState {
    if (this.#state === BODY_UNTIL_CLOSE) this.#state = COMPLETE;
    else if (this.#state < COMPLETE) this.#fail('cut-short');
    this.head.keepAlive = false;
    return this.#outcome();
  }

  #outcome(): ParseState {
    if (this.#state === COMPLETE) return 'complete';
    return this.#state === MALFORMED ? 'malformed' : 'more';
  }

  #readLine(bytes: Uint8Array, from: number, to: number): number {
    let lineEnd = from;
    while (lineEnd < to && bytes[lineEnd] !== LF) lineEnd++;
    const next = Math.min(lineEnd + 1, to);
    this.#headBytes += next - from;
    if (this.#headBytes > this.#limits.maxHeadBytes) this.#fail('head-too-large');
    else if (lineEnd === to) this.#keepPartOfLine(bytes, from, to);
    else if (this.#carry.length === 0) this.#line(bytes, from, lineEnd);
    else {
      this.#carry.append(bytes, from, lineEnd);
      this.#line(this.#carry.bytes, 0, this.#carry.length);
      this.#carry.clear();
    }
    return next;
  }

  #keepPartOfLine(bytes: Uint8Array, from: number, to: number): void {
    this.#carry.append(bytes, from, to);
    const garbage = this.#state === STATUS_LINE && !ResponseHead.mayBegin(this.#carry.bytes, 0, this.#carry.length);
    if (garbage) this.#fail('not-http');
  }

  #line(bytes: Uint8Array, from: number, lineEnd: number): void {
    const to = lineEnd > from && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (this.#state === HEADERS && to === from) return this.#endOfHead();
    const fault = this.#state === STATUS_LINE ? this.head.readStatusLine(bytes, from, to) : this.head.readHeader(bytes, from, to);
    if (fault !== null) this.#fail(fault);
    else this.#state = HEADERS;
  }

  #endOfHead(): void {
    const { status, contentLength, chunked, untilClose } = this.head;
    if (status === 101) this.#fail('unexpected-upgrade');
    else if (status < 200) this.#interim();
    else if (this.#bodiless || status === 204 || status === 304) this.#state = COMPLETE;
    else if ((chunked || untilClose) && contentLength >= 0) this.#fail('length-and-chunked');
    else if (chunked) {
      this.#chunks.reset();
      this.#state = CHUNKED_BODY;
    } else if (contentLength >= 0 && !untilClose) this.#countedBody(contentLength);
    else {
      this.head.keepAlive = false;
      this.#state = BODY_UNTIL_CLOSE;
    }
  }

  /** A 1xx: the real response is still to come, and the head limit goes on counting. */
  #interim(): void {
    this.#sink?.onInterim();
    this.head.reset();
    this.#state = STATUS_LINE;
  }

  #countedBody(length: number): void {
    if (length > this.#limits.maxBodyBytes) return this.#fail('body-too-large');
    this.#bodyBytes = length;
    this.#state = length === 0 ? COMPLETE : COUNTED_BODY;
  }

  #readBody(bytes: Uint8Array, from: number, to: number): number {
    if (this.#state === CHUNKED_BODY) return this.#readChunks(bytes, from, to);
    if (this.#state === BODY_UNTIL_CLOSE) {
      this.#bodyBytes += to - from;
      this.bodyReceived += to - from;
      this.#sink?.onBody(bytes, from, to);
      if (this.#bodyBytes > this.#limits.maxBodyBytes) this.#fail('body-too-large');
      return to;
    }
    const taken = Math.min(this.#bodyBytes, to - from);
    this.#bodyBytes -= taken;
    this.bodyReceived += taken;
    this.#sink?.onBody(bytes, from, from + taken);
    if (this.#bodyBytes === 0) this.#state = COMPLETE;
    return from + taken;
  }

  #readChunks(bytes: Uint8Array, from: number, to: number): number {
    const chunks = this.#chunks;
    const next = chunks.read(bytes, from, to, this.#sink);
    this.bodyReceived = chunks.receivedBytes;
    if (chunks.malformed !== null) this.#fail(chunks.malformed);
    else if (chunks.dataBytes > this.#limits.maxBodyBytes) this.#fail('body-too-large');
    else if (chunks.framingBytes > this.#limits.maxHeadBytes + 8 * chunks.dataBytes) this.#fail('head-too-large');
    else if (chunks.done) this.#state = COMPLETE;
    return next;
  }

  #fail(reason: Malformation): void {
    this.#malformation = reason;
    this.#state = MALFORMED;
    this.head.keepAlive = false;
  }
}
