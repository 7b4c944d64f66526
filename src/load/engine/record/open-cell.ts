import type { LatencyLimit, Outcome, OutcomeCell } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';
import { isOver } from './over-limit.ts';
import { isAnswered, type ResolvedArrival } from './resolved-arrival.ts';
import { TimeTally } from './time-tally.ts';

const MAX_DETAILS = 30;

/** An OutcomeCell that is still counting. */
export class OpenCell {
  readonly #outcome: Outcome;
  readonly #limits: readonly LatencyLimit[];
  readonly #responseTimes: TimeTally;
  readonly #statusCodes = new Map<number, number>();
  readonly #details = new Map<string, number>();
  readonly #over: number[];
  readonly #overFromDispatch: number[];
  #fromDispatchSumUs = 0;
  #fromDispatchMaxUs = 0;
  #bodyBytes = 0;
  #count = 0;

  constructor(outcome: Outcome, limits: readonly LatencyLimit[], histograms: HistogramPool) {
    this.#outcome = outcome;
    this.#limits = limits;
    this.#responseTimes = new TimeTally(histograms);
    this.#over = limits.map(() => 0);
    this.#overFromDispatch = limits.map(() => 0);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(arrival: ResolvedArrival): void {
    this.#count++;
    this.#bodyBytes += arrival.bodyBytes;
    if (arrival.detail !== null) this.#countDetail(arrival.detail);
    if (!isAnswered(this.#outcome)) return;
    this.#responseTimes.record(arrival.responseUs);
    this.#fromDispatchSumUs += arrival.fromDispatchUs;
    this.#fromDispatchMaxUs = Math.max(this.#fromDispatchMaxUs, arrival.fromDispatchUs);
    if (arrival.status > 0) this.#statusCodes.set(arrival.status, (this.#statusCodes.get(arrival.status) ?? 0) + 1);
    if (this.#outcome === 'ok') this.#countOver(arrival);
  }

  /** The counts so far; counting begins again from nothing. */
  take(endpoint: string): OutcomeCell {
    const { count: _, ...times } = this.#responseTimes.take();
    const cell: OutcomeCell = {
      endpoint,
      outcome: this.#outcome,
      count: this.#count,
      ...times,
      statusCodes: Object.fromEntries(this.#statusCodes),
      ...(this.#details.size === 0 ? {} : { details: Object.fromEntries(this.#details) }),
      bodyBytes: this.#bodyBytes,
      over: [...this.#over],
      fromDispatch: { sumUs: this.#fromDispatchSumUs, maxUs: this.#fromDispatchMaxUs, over: [...this.#overFromDispatch] },
    };
    this.#statusCodes.clear();
    this.#details.clear();
    this.#over.fill(0);
    this.#overFromDispatch.fill(0);
    this.#fromDispatchSumUs = 0;
    this.#fromDispatchMaxUs = 0;
    this.#bodyBytes = 0;
    this.#count = 0;
    return cell;
  }

  /** They come from a short list, but for the codes of systems and libraries: so there is a bound. */
  #countDetail(detail: string): void {
    const key = this.#details.has(detail) || this.#details.size < MAX_DETAILS ? detail : 'other';
    this.#details.set(key, (this.#details.get(key) ?? 0) + 1);
  }

  #countOver(arrival: ResolvedArrival): void {
    for (let i = 0; i < this.#limits.length; i++) {
      const limit = this.#limits[i];
      if (limit === undefined) continue;
      const ofService = limit.of === 'service_time';
      if (isOver(limit, ofService ? arrival.serviceUs : arrival.responseUs)) this.#over[i] = (this.#over[i] ?? 0) + 1;
      const fromDispatchUs = ofService ? arrival.serviceUs : arrival.fromDispatchUs;
      if (isOver(limit, fromDispatchUs)) this.#overFromDispatch[i] = (this.#overFromDispatch[i] ?? 0) + 1;
    }
  }
}
