import type { EncodedTimes, LoadDelta, LoadTimings } from '../load/load-driver.ts';
import { rankOf } from '../stats/rank.ts';
import { TimeBuckets } from '../stats/time-buckets.ts';
import { TimeHistogram } from '../stats/time-histogram.ts';
import { addDelta, addEach, emptyCounts } from './arrival-counts.ts';
import type { KnownSecond, LoadState } from './load-state.ts';

/** A quarter of an hour at one a second: more than a dashboard draws or a stop condition looks back. */
const KEPT_SECONDS = 900;

/**
 * Workers report at the end of each second, so what arrives within second n tells of second n − 1. By completion, unlike the
 * phases' seconds: a black hole shows at once as silence, and as failures when the timeouts come in.
 */
export function foldKnownDelta(load: LoadState, delta: LoadDelta, ok: readonly TimeBuckets[], atMs: number): void {
  const known = knownAt(load, atMs);
  addDelta(known.counts, delta);
  if (known !== load.known.at(-1)) return;
  for (const times of ok) load.knownResponseTime.addBuckets(times);
  rankKnown(load, known);
}

/** Of a closed load, whose service times come every second. */
export function foldKnownServiceTimes(load: LoadState, { serviceTime, failedServiceTime }: LoadTimings, atMs: number): void {
  const known = knownAt(load, atMs);
  if (known !== load.known.at(-1)) return;
  addTimes(load.knownResponseTime, serviceTime);
  addTimes(load.knownFailedServiceTime, failedServiceTime);
  rankKnown(load, known);
}

function addTimes(into: TimeHistogram, { histogram }: EncodedTimes): void {
  if (histogram !== null) into.addBuckets(TimeBuckets.decode(histogram));
}

function rankKnown(load: LoadState, known: KnownSecond): void {
  const { ok, failed, dropped } = known.counts;
  const times = load.model === 'closed' ? answers(load) : load.knownResponseTime;
  const n = load.model === 'closed' ? times.count : ok + failed + dropped;
  known.p50Us = times.atRank(rankOf(5000, n));
  known.p95Us = times.atRank(rankOf(9500, n));
  known.p99Us = times.atRank(rankOf(9900, n));
}

/** A closed load has no response times that a failure could rank above: as in its report, every answer counts with its own time. */
function answers({ knownResponseTime, knownFailedServiceTime }: LoadState): TimeHistogram {
  if (knownFailedServiceTime.count === 0) return knownResponseTime;
  const all = TimeHistogram.empty();
  all.add(knownResponseTime);
  all.add(knownFailedServiceTime);
  return all;
}

/** What is in flight over all workers, as of now. */
export function foldKnownLive(load: LoadState, atMs: number): void {
  const known = knownAt(load, atMs);
  known.inFlight = 0;
  known.pendingOver = [];
  for (const worker of load.workers.values()) {
    known.inFlight += worker.inFlight;
    for (const { over } of worker.unanswered) addEach(known.pendingOver, over);
  }
}

function knownAt(load: LoadState, atMs: number): KnownSecond {
  const second = Math.floor(atMs / 1000) - 1;
  const newest = load.known.at(-1);
  if (newest !== undefined && newest.second >= second) return load.known.find((known) => known.second === second) ?? newest;
  const fresh: KnownSecond = { second, counts: emptyCounts(), pendingOver: [], inFlight: 0, p50Us: null, p95Us: null, p99Us: null };
  load.known.push(fresh);
  load.knownResponseTime.clear();
  load.knownFailedServiceTime.clear();
  if (load.known.length > KEPT_SECONDS) load.known.shift();
  return fresh;
}
