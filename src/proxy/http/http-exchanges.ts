import type { ToxicCounter } from '../toxic-counter.ts';
import type { HttpFault } from './http-fault.ts';
import type { HttpHead } from './http-head.ts';

/** A request that was seen, and what its response will meet. */
export interface HttpExchange {
  readonly method: string;
  /** `null`: spared. */
  readonly fault: HttpFault | null;
  /** The client cannot or will not use the connection again. */
  readonly closes: boolean;
  /** The request has been read to its end. */
  complete: boolean;
}

/** The requests of one connection whose responses are still to come, in order: what the two directions must agree on. */
export class HttpExchanges {
  readonly #queue: HttpExchange[] = [];
  #fault: HttpFault;
  #toxicity: number;
  #random: () => number;
  readonly #counter: ToxicCounter;
  #isActive = false;
  #isTunnel = false;
  #answerFor: (exchange: HttpExchange) => void = () => undefined;
  #onTunnel: () => void = () => undefined;

  constructor(fault: HttpFault, toxicity: number, random: () => number, counter: ToxicCounter) {
    this.#fault = fault;
    this.#toxicity = toxicity;
    this.#random = random;
    this.#counter = counter;
  }

  /** Counts for requests that come from now on. */
  change(fault: HttpFault, toxicity: number, random: () => number): void {
    this.#fault = fault;
    this.#toxicity = toxicity;
    this.#random = random;
  }

  /** A request has been seen: responses before it answer requests from before the toxic. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** The exchange whose response is the next to come. */
  get current(): HttpExchange | undefined {
    return this.#queue[0];
  }

  /** Some request was kept from the server and has not been answered. */
  get owesAnswers(): boolean {
    return this.#queue.some((each) => each.fault !== null && each.fault.answer !== null);
  }

  /** Where injected answers go. */
  answerThrough(answerFor: (exchange: HttpExchange) => void): void {
    this.#answerFor = answerFor;
  }

  /** The server has agreed to another protocol: what comes on either way is no request and no response any more. */
  get isTunnel(): boolean {
    return this.#isTunnel;
  }

  /** Called once, when the connection becomes a tunnel. */
  whenTunnel(onTunnel: () => void): void {
    this.#onTunnel = onTunnel;
  }

  becomeTunnel(): void {
    this.#isTunnel = true;
    this.#onTunnel();
  }

  begin(method: string, path: string, head: HttpHead, closes: boolean): HttpExchange {
    this.#isActive = true;
    const isHit = this.#fault.matches(method, path, head) && this.#random() < this.#toxicity;
    this.#counter.seen += 1;
    if (isHit) this.#counter.hit += 1;
    const exchange: HttpExchange = { method, fault: isHit ? this.#fault : null, closes, complete: false };
    this.#queue.push(exchange);
    return exchange;
  }

  /** Bytes of a response that the fault works on. */
  answeredWith(bytes: number): void {
    this.#counter.bytes += bytes;
  }

  requestEnded(exchange: HttpExchange): void {
    exchange.complete = true;
    this.#answerDue();
  }

  responseEnded(): void {
    this.#queue.shift();
    this.#answerDue();
  }

  /** Injected answers whose turn it is. */
  #answerDue(): void {
    for (let next = this.#queue[0]; next?.complete === true && next.fault !== null && next.fault.answer !== null; next = this.#queue[0]) {
      this.#queue.shift();
      this.#answerFor(next);
    }
  }
}
