import type { Outcome } from '../../load-driver.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import { stationOf, timeoutAt } from '../station-of.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import { timerMs } from '../timer-ms.ts';
import type { Transport, TransportListener } from '../transport.ts';
import type { WireRequest } from '../wire-request.ts';
import { BackOff, isConnectFailure } from './back-off.ts';
import type { ClosedSender } from './closed-sender.ts';
import type { ClosedTally } from './closed-tally.ts';
import type { RequestBudget } from './request-budget.ts';

export interface NativeSenderParts {
  /** This worker's. */
  readonly share: number;
  readonly request: WireRequest;
  readonly timeoutUs: number;
  /** `null`: as many requests as there is time for. */
  readonly budget: RequestBudget | null;
  readonly clock: EngineClock;
  readonly timeline: TimelineReader;
  readonly tally: ClosedTally;
  readonly onProgress: () => void;
}

/** The closed model on our own transport: as many requests in flight as there are connections, each followed by the next. */
export class NativeSender implements ClosedSender, TransportListener {
  readonly #parts: NativeSenderParts;
  readonly #transport: Transport;
  /** Connections that wait before they try again. */
  readonly #waiting = new Set<NodeJS.Timeout>();
  /** Of those that failed last time: how they stand, by what they try again with. */
  readonly #backOffs = new Map<Exchange, BackOff>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: NativeSenderParts, transport: (listener: TransportListener) => Transport) {
    this.#parts = parts;
    this.#transport = transport(this);
  }

  get connections(): number {
    return this.#transport.connections;
  }

  get connectionsOpened(): number {
    return this.#transport.connectionsOpened;
  }

  get isDone(): boolean {
    return this.#parts.tally.inFlight.count === 0 && this.#waiting.size === 0;
  }

  /** Other workers may have used up the amount by now: then this is the end, and no answer will come to tell of it. */
  begin(): void {
    for (let connection = 0; connection < this.#parts.share; connection++) this.#sendNext(this.#parts.clock.nowUs());
    this.#parts.onProgress();
  }

  finish(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  close(): void {
    this.finish();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#transport.close();
  }

  onAnswered(exchange: Exchange, status: number, nowUs: number): void {
    const { tally, timeoutUs } = this.#parts;
    if (nowUs - exchange.dispatchedUs > timeoutUs) {
      exchange.detail = stationOf(exchange);
      tally.end(exchange, 'timeout', 0, nowUs);
    } else tally.answered(exchange, status, nowUs);
    if (this.#backOffs.size > 0) this.#backOffs.delete(exchange);
    this.#sendNext(nowUs);
    this.#parts.onProgress();
  }

  onFailed(exchange: Exchange, outcome: Outcome, nowUs: number): void {
    this.#parts.tally.end(exchange, outcome, 0, nowUs);
    const backOff = this.#backOffs.get(exchange) ?? new BackOff();
    this.#backOffs.delete(exchange);
    if (isConnectFailure(outcome)) this.#sendLater(backOff);
    else this.#sendNext(nowUs);
    this.#parts.onProgress();
  }

  /** @param backOff of the connection, where it failed last time */
  #sendNext(nowUs: number, backOff: BackOff | null = null): void {
    const { timeline, budget, tally, request } = this.#parts;
    if (nowUs >= timeline.endUs) return;
    // What the warm-up sends is beside the amount asked for.
    if (budget !== null && timeline.phaseOf(nowUs, nowUs) !== 'warmup' && !budget.take()) return;
    const exchange = tally.start(request, nowUs);
    if (backOff !== null) this.#backOffs.set(exchange, backOff);
    this.#transport.send(exchange, nowUs);
    if (this.#timer === null) this.#armTimer(exchange, nowUs);
  }

  #sendLater(backOff: BackOff): void {
    backOff.failed();
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#sendNext(this.#parts.clock.nowUs(), backOff);
      this.#parts.onProgress();
    }, backOff.delayMs);
    this.#waiting.add(timer);
  }

  /** One timer serves all: deadlines come in the order of dispatch. */
  #armTimer(oldest: Exchange, nowUs: number): void {
    this.#timer = setTimeout(() => this.#expire(), timerMs(oldest.dispatchedUs + this.#parts.timeoutUs - nowUs));
  }

  #expire(): void {
    this.#timer = null;
    const { clock, tally, timeoutUs } = this.#parts;
    const nowUs = clock.nowUs();
    let timedOut = 0;
    for (let exchange = tally.inFlight.oldest; exchange !== null; exchange = tally.inFlight.oldest) {
      if (exchange.dispatchedUs + timeoutUs > nowUs) break;
      this.#timeOut(exchange, nowUs);
      timedOut++;
    }
    // Only now: a connection's next request is younger than all that may still be overdue.
    for (; timedOut > 0; timedOut--) this.#sendNext(nowUs);
    const { oldest } = tally.inFlight;
    if (oldest !== null && this.#timer === null) this.#armTimer(oldest, nowUs);
    this.#parts.onProgress();
  }

  #timeOut(exchange: Exchange, nowUs: number): void {
    const station = stationOf(exchange);
    exchange.detail = station;
    this.#transport.cancel(exchange);
    this.#backOffs.delete(exchange);
    this.#parts.tally.end(exchange, timeoutAt(station), 0, nowUs);
  }
}
