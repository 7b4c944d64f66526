import type { LoadDelta, LoadTimings } from './observed.ts';
import { NEAR_S, WIDE_BIN_S } from '../../events/bin-width.ts';
import type { BinWidth } from '../../events/bin-width.ts';
import { OpenBin } from './open-bin.ts';
import type { LoadBin, LoadSeries } from './run-series.ts';

/** Beyond the last timeout, for reports that are late. */
const GRACE_S = 15;

/** One load over time. Of seconds long gone only their numbers are kept, so that a run of hours does not keep its distributions. */
export class LoadSeriesFold {
  readonly #header: Omit<LoadSeries, 'bins'>;
  readonly #width: BinWidth;
  readonly #open = new Map<number, OpenBin>();
  readonly #closed: LoadBin[] = [];
  readonly #inFlight = new Map<number, number>();
  /** In flight, by second, of those that are open. */
  readonly #seen = new Map<number, number>();
  #closedToS = -Infinity;

  constructor(header: Omit<LoadSeries, 'bins'>, width: BinWidth) {
    this.#header = header;
    this.#width = width;
  }

  addDelta(delta: LoadDelta): void {
    this.#binAt(delta.second)?.addDelta(delta, this.#header.model === 'open');
    this.#closeUpTo(delta.second - NEAR_S - WIDE_BIN_S - GRACE_S - this.#header.timeoutMs / 1000);
  }

  addTimings(timings: LoadTimings): void {
    if (this.#header.model === 'closed') this.#binAt(timings.fromSecond)?.addTimings(timings);
  }

  /** What one worker has in flight at a time; the others' last word counts with it. */
  seeInFlight(worker: number, count: number, atS: number): void {
    this.#inFlight.set(worker, count);
    if (atS < 0) return;
    const all = [...this.#inFlight.values()].reduce((sum, one) => sum + one, 0);
    // Workers report at the end of a second, which is the beginning of the next; the bins themselves may come later.
    for (const second of [Math.floor(atS) - 1, Math.floor(atS)]) this.#seen.set(second, Math.max(this.#seen.get(second) ?? 0, all));
  }

  finish(): LoadSeries {
    this.#closeUpTo(Infinity);
    return { ...this.#header, bins: this.#closed };
  }

  /** `null`: too late, its numbers are final. */
  #binAt(second: number): OpenBin | null {
    if (second < this.#closedToS) return null;
    const known = this.#open.get(second);
    if (known !== undefined) return known;
    const bin = new OpenBin(second);
    this.#open.set(second, bin);
    return bin;
  }

  /** Closes whole tens of seconds that end before `second`. */
  #closeUpTo(second: number): void {
    const ready = Math.floor(second / WIDE_BIN_S) * WIDE_BIN_S;
    if (ready <= this.#closedToS) return;
    this.#closedToS = ready;
    const due = [...this.#open.values()].filter((bin) => bin.fromS < ready).toSorted((a, b) => a.fromS - b.fromS);
    for (const [fromS, bins] of Map.groupBy(due, (bin) => Math.floor(bin.fromS / WIDE_BIN_S) * WIDE_BIN_S)) this.#closeTen(fromS, bins);
  }

  #closeTen(fromS: number, bins: readonly OpenBin[]): void {
    const ranked = this.#header.model === 'open' ? 'arrivals' : 'answers';
    for (const bin of bins) {
      this.#open.delete(bin.fromS);
      const seen = this.#seen.get(bin.fromS);
      if (seen !== undefined) bin.seeInFlight(seen);
    }
    for (let second = fromS; second < fromS + WIDE_BIN_S; second += 1) this.#seen.delete(second);
    const [first] = bins;
    if (first === undefined || bins.length < WIDE_BIN_S || !this.#width.isWide(fromS)) {
      for (const bin of bins) this.#closed.push(bin.close(bin.fromS + 1, ranked));
      return;
    }
    const wide = new OpenBin(fromS);
    for (const bin of bins) wide.add(bin);
    this.#closed.push(wide.close(fromS + WIDE_BIN_S, ranked));
  }
}
