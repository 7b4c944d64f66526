import type { LoadDelta, Outcome } from './observed.ts';
import { rankOf } from '../../stats/rank.ts';
import { TimeBuckets } from '../../stats/time-buckets.ts';
import { TimeHistogram } from '../../stats/time-histogram.ts';
import { BIN_PERCENTILES, HEAT_EDGES_US } from './run-series.ts';
import type { BinTime, BinTimes, LoadBin } from './run-series.ts';

/** A bin that may still grow: parts of a second arrive until its last request has timed out. */
export class OpenBin {
  readonly fromS: number;
  readonly #counts = { offered: 0, sent: 0, completed: 0, dropped: 0, ok: 0, failed: 0 };
  readonly #errors = new Map<Outcome, number>();
  readonly #times = TimeHistogram.empty();
  #inFlight: number | null = null;

  constructor(fromS: number) {
    this.fromS = fromS;
  }

  /** `withTimes`: of a closed load the deltas' times are not response times. */
  addDelta(delta: LoadDelta, withTimes: boolean): void {
    const counts = this.#counts;
    counts.offered += delta.offered;
    counts.sent += delta.sent;
    counts.completed += delta.completed;
    counts.dropped += delta.dropped;
    if (delta.dropped > 0) this.#bump('dropped', delta.dropped);
    for (const { outcome, count, histogram } of delta.cells) {
      if (outcome === 'dropped') continue;
      if (outcome === 'ok') counts.ok += count;
      else {
        counts.failed += count;
        this.#bump(outcome, count);
      }
      if (withTimes && outcome === 'ok' && histogram !== null) this.#times.addBuckets(TimeBuckets.decode(histogram));
    }
  }

  addTimes(histogram: string | null): void {
    if (histogram !== null) this.#times.addBuckets(TimeBuckets.decode(histogram));
  }

  seeInFlight(count: number): void {
    this.#inFlight = Math.max(this.#inFlight ?? 0, count);
  }

  add(other: OpenBin): void {
    const counts = this.#counts;
    const more = other.#counts;
    counts.offered += more.offered;
    counts.sent += more.sent;
    counts.completed += more.completed;
    counts.dropped += more.dropped;
    counts.ok += more.ok;
    counts.failed += more.failed;
    for (const [outcome, count] of other.#errors) this.#bump(outcome, count);
    this.#times.add(other.#times);
    if (other.#inFlight !== null) this.seeInFlight(other.#inFlight);
  }

  /** `ranked`: how many arrivals the percentiles rank; those without a time lie above all others. */
  close(toS: number, ranked: 'arrivals' | 'answers'): LoadBin {
    const { ok, failed, dropped } = this.#counts;
    const times = this.#times;
    return {
      fromS: this.fromS,
      toS,
      ...this.#counts,
      errors: this.#errors,
      times: binTimes(times, ranked === 'arrivals' ? ok + failed + dropped : times.count),
      heat: times.count === 0 ? [] : times.countsBetween(HEAT_EDGES_US.slice(1, -1)),
      inFlight: this.#inFlight,
    };
  }

  #bump(outcome: Outcome, by: number): void {
    this.#errors.set(outcome, (this.#errors.get(outcome) ?? 0) + by);
  }
}

function binTimes(times: TimeHistogram, n: number): BinTimes {
  const ranked = times.atRanks([...Object.values(BIN_PERCENTILES).map((perTenThousand) => rankOf(perTenThousand, n)), times.count]);
  const [p50, p90, p95, p99, p999, max] = ranked.map((us): BinTime => (us === null ? (n > 0 ? 'failed' : null) : us / 1000));
  return {
    p50: p50 ?? null,
    p90: p90 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
    'p99.9': p999 ?? null,
    max: typeof max === 'number' ? max : null,
  };
}
