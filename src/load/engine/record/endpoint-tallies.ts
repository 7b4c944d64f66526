import type { EndpointTimes } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';
import type { ResolvedArrival } from './resolved-arrival.ts';
import { TimeTally } from './time-tally.ts';

/** Service time of each endpoint, ok and not. */
export class EndpointTallies {
  readonly #endpoints: readonly { readonly endpoint: string; readonly ok: TimeTally; readonly failed: TimeTally }[];

  constructor(endpoints: readonly string[], histograms: HistogramPool) {
    this.#endpoints = endpoints.map((endpoint) => ({ endpoint, ok: new TimeTally(histograms), failed: new TimeTally(histograms) }));
  }

  add({ endpoint, ending, serviceUs }: ResolvedArrival): void {
    const tallies = this.#endpoints[endpoint];
    (ending === 'ok' ? tallies?.ok : tallies?.failed)?.record(serviceUs);
  }

  /** Of those that had any since the last call. */
  take(): EndpointTimes[] {
    return this.#endpoints
      .filter(({ ok, failed }) => ok.count + failed.count > 0)
      .map(({ endpoint, ok, failed }) => ({ endpoint, serviceTime: ok.take(), failedServiceTime: failed.take() }));
  }
}
