import { OUTCOMES, type LatencyLimit, type Outcome, type OutcomeCell } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';
import { OpenCell } from './open-cell.ts';
import type { ResolvedArrival } from './resolved-arrival.ts';

/** Cells by endpoint and outcome, made when there is something to count. */
export class CellTable {
  readonly #limits: readonly LatencyLimit[];
  readonly #histograms: HistogramPool;
  readonly #byEndpoint: (Map<Outcome, OpenCell> | undefined)[] = [];

  constructor(limits: readonly LatencyLimit[], histograms: HistogramPool) {
    this.#limits = limits;
    this.#histograms = histograms;
  }

  add(outcome: Outcome, arrival: ResolvedArrival): void {
    const cells = (this.#byEndpoint[arrival.endpoint] ??= new Map<Outcome, OpenCell>());
    let cell = cells.get(outcome);
    if (cell === undefined) {
      cell = new OpenCell(outcome, this.#limits, this.#histograms);
      cells.set(outcome, cell);
    }
    cell.add(arrival);
  }

  /** What was counted since the last call. */
  take(endpoints: readonly string[]): OutcomeCell[] {
    return endpoints.flatMap((endpoint, at) => {
      const cells = this.#byEndpoint[at];
      if (cells === undefined) return [];
      return OUTCOMES.flatMap((outcome) => {
        const cell = cells.get(outcome);
        return cell === undefined || cell.isEmpty ? [] : [cell.take(endpoint)];
      });
    });
  }
}
