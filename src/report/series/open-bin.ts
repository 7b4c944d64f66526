import type { LoadDelta, LoadTimings, Outcome } from './observed.ts';
import { ms } from '../load-statistics.ts';
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
  /** Of a closed load, whose service times rank every answer; `null` until one failed. */
  #failedTimes: TimeHistogram | null = null;
  #maxUs: number | null = null;
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
    for (const { outcome, count, maxUs, histogram } of delta.cells) {
      if (outcome === 'dropped') continue;
      if (outcome === 'ok') counts.ok += count;
      else {
        counts.failed += count;
        this.#bump(outcome, count);
      }
      if (!withTimes || histogram === null) continue;
      this.#seeTime(maxUs);
      if (outcome === 'ok') this.#times.addBuckets(TimeBuckets.decode(histogram));
    }
  }

  /** Of a closed load: all that was answered. */
  addTimings({ serviceTime, failedServiceTime }: LoadTimings): void {
    if (serviceTime.histogram !== null) {
      this.#seeTime(serviceTime.maxUs);
      this.#times.addBuckets(TimeBuckets.decode(serviceTime.histogram));
    }
    if (failedServiceTime.histogram === null) return;
    this.#seeTime(failedServiceTime.maxUs);
    this.#failedTimes ??= TimeHistogram.empty();
    this.#failedTimes.addBuckets(TimeBuckets.decode(failedServiceTime.histogram));
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
    if (other.#failedTimes !== null) (this.#failedTimes ??= TimeHistogram.empty()).add(other.#failedTimes);
    if (other.#maxUs !== null) this.#seeTime(other.#maxUs);
    if (other.#inFlight !== null) this.seeInFlight(other.#inFlight);
  }

  /** `ranked`: how many arrivals the percentiles rank; those without a time lie above all others. */
  close(toS: number, ranked: 'arrivals' | 'answers'): LoadBin {
    const { ok, failed, dropped } = this.#counts;
    const times = this.#times;
    const answers = this.#answers();
    return {
      fromS: this.fromS,
      toS,
      ...this.#counts,
      errors: this.#errors,
      times: binTimes(answers, ranked === 'arrivals' ? ok + failed + dropped : answers.count, this.#maxUs),
      heat: times.count === 0 ? [] : times.countsBetween(HEAT_EDGES_US.slice(1, -1)),
      inFlight: this.#inFlight,
    };
  }

  #answers(): TimeHistogram {
    if (this.#failedTimes === null) return this.#times;
    const all = TimeHistogram.empty();
    all.add(this.#times);
    all.add(this.#failedTimes);
    return all;
  }

  #seeTime(us: number): void {
    this.#maxUs = Math.max(this.#maxUs ?? 0, us);
  }

  #bump(outcome: Outcome, by: number): void {
    this.#errors.set(outcome, (this.#errors.get(outcome) ?? 0) + by);
  }
}

/** As in the report's statistics: a bucket's upper end is never told above the largest time that was seen. */
function binTimes(times: TimeHistogram, n: number, maxUs: number | null): BinTimes {
  const ranked = times.atRanks(Object.values(BIN_PERCENTILES).map((perTenThousand) => rankOf(perTenThousand, n)));
  const [p50, p90, p95, p99, p999] = ranked.map((us): BinTime => (us === null ? (n > 0 ? 'failed' : null) : ms(us, maxUs ?? us)));
  return {
    p50: p50 ?? null,
    p90: p90 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
    'p99.9': p999 ?? null,
    max: ms(maxUs),
  };
}
