import type { CookieJar } from '../../scenario/cookie-jar.ts';
import type { Exchange } from '../exchange.ts';
import type { ResolvedArrival } from '../record/resolved-arrival.ts';

/** One arrival on its way through a flow: what it has done, and what it has been given. */
export class VirtualUser {
  /** Of its arrival, counted over all workers. */
  readonly number: number;
  readonly intendedUs: number;
  readonly dispatchedUs: number;
  /** `null`: it keeps none. */
  readonly jar: CookieJar | null;
  /** Of the request under way. */
  url: URL | null = null;
  /** By `step.name`. */
  readonly values = new Map<string, unknown>();
  /** The step that it is at, or thinks before. */
  step = 0;
  /** When the step is intended. */
  dueUs: number;
  /** First byte of its first request; -1: not yet. */
  sentUs = -1;
  thoughtUs = 0;
  blockedBySystemUs = 0;
  blockedByCapUs = 0;
  /** Of the bodies of all its answers. */
  bodyBytes = 0;
  /** Why its last request failed, finer than the outcome. */
  detail: string | null = null;
  retried = false;

  constructor(number: number, intendedUs: number, dispatchedUs: number, jar: CookieJar | null) {
    this.number = number;
    this.intendedUs = intendedUs;
    this.dispatchedUs = dispatchedUs;
    this.dueUs = intendedUs;
    this.jar = jar;
  }

  /** A request of its ended. */
  add(exchange: Exchange, { blockedByCapUs, blockedBySystemUs, bodyBytes }: ResolvedArrival): void {
    this.bodyBytes += bodyBytes;
    this.blockedByCapUs += blockedByCapUs;
    this.blockedBySystemUs += blockedBySystemUs;
    if (this.sentUs < 0) this.sentUs = exchange.sentUs;
    if (exchange.retried) this.retried = true;
    this.detail = exchange.detail;
  }
}
