import type { SpanState, TimeSummary } from '../events/load-state.ts';
import { rankOf } from '../stats/rank.ts';
import { TimeHistogram } from '../stats/time-histogram.ts';
import type { LoadStatistics, ResponseTimeStatistics, TimeStatistics } from './report.ts';

/** Several spans, and their service times where they are known, as one row. Times in ms. `timeoutMs`: `null` of a closed load. */
export function loadStatistics(
  spans: readonly SpanState[],
  serviceTimes: readonly TimeSummary[],
  timeoutMs: number | null,
): LoadStatistics {
  const sum = (pick: (counts: SpanState['counts']) => number): number => spans.reduce((total, { counts }) => total + pick(counts), 0);
  const ok = sum((counts) => counts.ok);
  const resolved = ok + sum((counts) => counts.failed + counts.dropped);
  return {
    count: sum((counts) => counts.offered),
    ok,
    successRate: resolved === 0 ? null : ok / resolved,
    errors: tally(spans.map((span) => span.errors)),
    errorDetails: details(spans),
    statusCodes: tally(spans.map((span) => span.statusCodes)),
    bodyBytes: sum((counts) => counts.bodyBytes),
    responseTimeMs: censoredAt(
      resolved === 0 ? null : timeoutMs,
      timeStatistics(
        mergeTimes(spans.map((span) => span.okResponseTime)),
        resolved,
        sum((counts) => counts.answered),
        sum((counts) => counts.answeredSumUs),
        spans.reduce((max, { counts }) => Math.max(max, counts.answeredMaxUs), 0),
      ),
    ),
    serviceTimeMs: ofAnswered(serviceTimes),
  };
}

/** Where something was ranked, a percentile without a time lies among the failures, and is no shorter than they had time. */
function censoredAt(timeoutMs: number | null, times: TimeStatistics): ResponseTimeStatistics {
  // Whatever percentile is among the failures, those above it are.
  const censored = timeoutMs !== null && times['p99.9'] === null;
  return { ...times, censored, atLeast: censored ? timeoutMs : null };
}

/** Percentiles rank `n` arrivals, of which only those in `times` have a time; beyond them it is `null`. Mean and max are of the answered. */
function timeStatistics(times: TimeHistogram, n: number, answered: number, sumUs: number, maxUs: number): TimeStatistics {
  const at = (perTenThousand: number): number | null => ms(times.atRank(rankOf(perTenThousand, n)), maxUs);
  return {
    mean: answered === 0 ? null : ms(sumUs / answered),
    p50: at(5000),
    p90: at(9000),
    p95: at(9500),
    p99: at(9900),
    'p99.9': at(9990),
    max: answered === 0 ? null : ms(maxUs),
  };
}

export function ofAnswered(times: readonly TimeSummary[]): TimeStatistics {
  const all = mergeTimes(times.map((part) => part.histogram));
  const sumUs = times.reduce((sum, part) => sum + part.sumUs, 0);
  const maxUs = times.reduce((max, part) => Math.max(max, part.maxUs), 0);
  return timeStatistics(all, all.count, all.count, sumUs, maxUs);
}

export function mergeTimes(parts: readonly TimeHistogram[]): TimeHistogram {
  const all = TimeHistogram.empty();
  for (const part of parts) all.add(part);
  return all;
}

/** In ms with µs: a bucket's upper end is never shown above the largest time that was seen. */
export function ms(us: number | null, mostUs = Infinity): number | null {
  return us === null ? null : Math.round(Math.min(us, mostUs)) / 1000;
}

function details(spans: readonly SpanState[]): LoadStatistics['errorDetails'] {
  const outcomes = [...new Set(spans.flatMap((span) => [...span.details.keys()]))].sort();
  return Object.fromEntries(outcomes.map((outcome) => [outcome, tally(spans.flatMap((span) => span.details.get(outcome) ?? []))]));
}

/** Counts added by key, keys in order, so that equal runs give equal reports. */
function tally(parts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const all = new Map<string, number>();
  for (const part of parts) for (const [key, count] of part) all.set(key, (all.get(key) ?? 0) + count);
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}
