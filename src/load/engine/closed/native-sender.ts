import type { Outcome } from '../../load-driver.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import { stationOf, timeoutAt } from '../station-of.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import { TimeoutLane } from '../timeout-lane.ts';
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
  readonly #lane: TimeoutLane;
  #timedOut = 0;

  constructor(parts: NativeSenderParts, transport: (listener: TransportListener) => Transport) {
    this.#parts = parts;
    this.#transport = transport(this);
    this.#lane = new TimeoutLane(
      parts.timeoutUs,
      parts.clock,
      (exchange, nowUs) => this.#timeOut(exchange, nowUs),
      (nowUs) => this.#replaceTimedOut(nowUs),
      parts.tally.inFlight,
    );
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
    this.#lane.stop();
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
    const { timeline, budget, request } = this.#parts;
    if (nowUs >= timeline.endUs) return;
    // What the warm-up sends is beside the amount asked for.
    if (budget !== null && timeline.phaseOf(nowUs, nowUs) !== 'warmup' && !budget.take()) return;
    // With no schedule, that is when it was intended too.
    const exchange = this.#lane.add(nowUs, nowUs, request);
    if (backOff !== null) this.#backOffs.set(exchange, backOff);
    this.#transport.send(exchange, nowUs);
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

  /** Only now: a connection's next request is younger than all that were overdue. */
  #replaceTimedOut(nowUs: number): void {
    for (; this.#timedOut > 0; this.#timedOut--) this.#sendNext(nowUs);
    this.#parts.onProgress();
  }

  #timeOut(exchange: Exchange, nowUs: number): void {
    const station = stationOf(exchange);
    exchange.detail = station;
    this.#transport.cancel(exchange);
    this.#backOffs.delete(exchange);
    this.#parts.tally.end(exchange, timeoutAt(station), 0, nowUs);
    this.#timedOut++;
  }
}
