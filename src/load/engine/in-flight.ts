import { Exchange } from './exchange.ts';
import type { WireRequest } from './wire-request.ts';

/**
 * What is in flight, oldest dispatch first. As all of it has the same timeout, this is also the order of the deadlines, so one timer
 * on the head serves all. Linked through the exchanges themselves: no allocation, and any of them leaves in constant time.
 */
export class InFlight implements Iterable<Exchange> {
  #oldest: Exchange | null = null;
  #newest: Exchange | null = null;
  readonly #spare: Exchange[] = [];
  count = 0;
  peak = 0;

  get oldest(): Exchange | null {
    return this.#oldest;
  }

  *[Symbol.iterator](): Iterator<Exchange> {
    for (let exchange = this.#oldest; exchange !== null; exchange = exchange.next) yield exchange;
  }

  add(intendedUs: number, dispatchedUs: number, request: WireRequest): Exchange {
    const exchange = this.#spare.pop() ?? new Exchange();
    exchange.start(intendedUs, dispatchedUs, request);
    exchange.previous = this.#newest;
    if (this.#newest === null) this.#oldest = exchange;
    else this.#newest.next = exchange;
    this.#newest = exchange;
    this.count++;
    if (this.count > this.peak) this.peak = this.count;
    return exchange;
  }

  /** The caller holds no reference afterwards. */
  remove(exchange: Exchange): void {
    const { previous, next } = exchange;
    if (previous === null) this.#oldest = next;
    else previous.next = next;
    if (next === null) this.#newest = previous;
    else next.previous = previous;
    exchange.previous = null;
    exchange.next = null;
    this.count--;
    this.#spare.push(exchange);
  }
}
