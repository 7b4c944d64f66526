import { DelayLine } from '../delay-line.ts';
import type { Stage, StageContext, StreamEnd } from '../stage.ts';
import { SMALL_CAPACITY } from '../toxics/limits.ts';
import type { HttpExchange, HttpExchanges } from './http-exchanges.ts';
import { answerMessage, changedHead } from './http-fault.ts';
import { HttpFramer } from './http-framer.ts';
import type { BodyFraming } from './http-framing.ts';
import { parseStatus, responseFraming } from './http-framing.ts';
import type { HttpHead } from './http-head.ts';
import { formatHead } from './http-head.ts';

/** `HTTP/1.`, or the beginning of it. */
const LOOKS_LIKE_RESPONSE = /^(?:HTTP\/1\.|H?$|HT$|HTT$|HTTP$|HTTP\/$|HTTP\/1$)/;

/** The way to the client: late, changed, cut off or injected responses, each for its request. */
export class HttpResponseStage implements Stage {
  readonly capacity = SMALL_CAPACITY;
  readonly #exchanges: HttpExchanges;
  readonly #framer: HttpFramer;
  readonly #line: DelayLine;
  /** Body bytes that may still pass; Infinity: all. */
  #bodyLeft = Infinity;
  #isInterim = false;
  #isCutOff = false;
  #isReleased = false;

  constructor({ next, scheduler }: StageContext, exchanges: HttpExchanges) {
    this.#exchanges = exchanges;
    this.#line = new DelayLine(next, scheduler);
    this.#framer = new HttpFramer((start) => LOOKS_LIKE_RESPONSE.test(start), {
      onHead: (raw, head) => this.#onHead(raw, head),
      onBody: (raw) => this.#onBody(raw),
      onMessageEnd: () => this.#onMessageEnd(),
      onRaw: (raw) => this.#line.push(raw, 0),
    });
    exchanges.answerThrough((exchange) => this.#answer(exchange));
  }

  get held(): number {
    return this.#line.held + this.#framer.held;
  }

  push(chunk: Buffer): void {
    if (this.#isCutOff) return;
    if (this.#isReleased || !this.#exchanges.isActive) this.#line.push(chunk, 0);
    else this.#framer.push(chunk);
  }

  end(how: StreamEnd): void {
    if (this.#isCutOff) return;
    this.#flushHead();
    this.#line.end(how);
  }

  /** Whoever was promised an answer that the server knows nothing of must not wait for it. */
  release(): void {
    this.#isReleased = true;
    this.#flushHead();
    this.#line.release();
    if (this.#exchanges.owesAnswers) this.#line.end('full');
  }

  abandon(): void {
    this.#framer.takeUnfinished();
    this.#line.abandon();
  }

  #answer({ fault, method, closes }: HttpExchange): void {
    if (fault === null || fault.answer === null || this.#isCutOff) return;
    const { message, cut } = answerMessage({ ...fault, answer: fault.answer }, method, closes);
    this.#exchanges.answeredWith(message.length);
    this.#line.push(message, fault.delayMs);
    if (closes || cut) this.#cutOff();
  }

  #onHead(raw: Buffer, head: HttpHead): BodyFraming | null {
    const status = parseStatus(head.startLine);
    if (status === null) return null;
    const exchange = this.#exchanges.current;
    // 100 Continue and 103 Early Hints come before the response; 101 is one.
    this.#isInterim = status < 200 && status !== 101;
    const fault = this.#isInterim ? null : (exchange?.fault ?? null);
    this.#bodyLeft = fault?.truncate ?? Infinity;
    if (fault !== null) this.#exchanges.answeredWith(raw.length);
    const isChanged = fault !== null && fault.setHeaders.length + fault.removeHeaders.length > 0;
    this.#line.push(isChanged ? formatHead(changedHead(head, fault)) : raw, fault?.delayMs ?? 0);
    const framing = responseFraming(head, status, exchange?.method ?? 'GET');
    if (framing.kind === 'raw') this.#exchanges.becomeTunnel();
    return framing;
  }

  #onBody(raw: Buffer): void {
    if (this.#isCutOff) return;
    const passing = raw.length <= this.#bodyLeft ? raw : raw.subarray(0, this.#bodyLeft);
    this.#bodyLeft -= passing.length;
    if (this.#exchanges.current?.fault != null) this.#exchanges.answeredWith(passing.length);
    if (passing.length > 0) this.#line.push(passing, 0);
    if (passing.length < raw.length) this.#cutOff();
  }

  #onMessageEnd(): void {
    if (!this.#isInterim) this.#exchanges.responseEnded();
  }

  #cutOff(): void {
    this.#isCutOff = true;
    this.#line.end('full');
  }

  #flushHead(): void {
    const unfinished = this.#framer.takeUnfinished();
    if (unfinished !== null) this.#line.push(unfinished, 0);
  }
}
