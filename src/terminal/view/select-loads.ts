import type { ArrivalCounts } from '../../events/arrival-counts.ts';
import type { LoadState } from '../../events/load-state.ts';
import type { RunState } from '../../events/run-state.ts';
import type { DashboardView, LoadView } from './dashboard-view.ts';
import type { LiveArrivals } from './live-arrivals.ts';

type Known = LoadState['known'][number] | undefined;

/** @param pick the second whose answers are told */
export function selectLoads(
  state: RunState,
  { whole, inFlight }: LiveArrivals,
  pick: (load: LoadState) => Known = newestAnswered,
): LoadView[] {
  return [...state.loads.values()].map((load) => {
    const rate = (count: (counts: ArrivalCounts) => number): number | null => (whole === null ? null : sumAt(load, whole, count));
    // Sent, until it is known that it never was: a system that hangs must not make the generator look limited.
    const withInFlight = (recorded: number | null): number | null =>
      recorded === null || whole === null ? null : recorded + inFlight(load.name, whole);
    const known = pick(load);
    const answered = known === undefined ? 0 : known.counts.ok + known.counts.failed + known.counts.dropped;
    const percentile = (us: number | null): number | null =>
      us !== null ? us / 1000 : load.model === 'open' && answered > 0 ? Infinity : null;
    return {
      name: load.name,
      // A closed load offers nothing: it sends when it is answered.
      offeredPerSecond: load.model === 'closed' ? null : withInFlight(rate((counts) => counts.offered)),
      sentPerSecond: withInFlight(rate((counts) => counts.sent)),
      droppedPerSecond: rate((counts) => counts.dropped),
      inFlight: known?.inFlight ?? null,
      p50Ms: percentile(known?.p50Us ?? null),
      p95Ms: percentile(known?.p95Us ?? null),
      p99Ms: percentile(known?.p99Us ?? null),
      successRate: known === undefined || answered === 0 ? null : known.counts.ok / answered,
    };
  });
}

/** Failures and drops so far, by kind, most first. */
export function selectErrors(state: RunState): DashboardView['errors'] {
  const counts = new Map<string, number>();
  for (const load of state.loads.values()) {
    for (const phase of load.phases.values()) {
      for (const [kind, count] of phase.errors) counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count);
}

/** A line that a second's first part calls for must not tell of that part alone: the newest second but one, of which all has come in. */
export function lastComplete({ known }: LoadState): Known {
  return known.at(-2);
}

/** A second begins with the look at what is in flight, before the first answers of it are in: until then the one before is the last. */
function newestAnswered({ known }: LoadState): Known {
  const newest = known.at(-1);
  const before = known.at(-2);
  if (newest === undefined || before === undefined || before.second < newest.second - 1) return newest;
  const { ok, failed, dropped } = newest.counts;
  return ok + failed + dropped > 0 ? newest : { ...before, inFlight: newest.inFlight };
}

/** A second that a phase boundary cuts has a share in both phases. */
function sumAt(load: LoadState, second: number, count: (counts: ArrivalCounts) => number): number {
  let sum = 0;
  for (const phase of load.phases.values()) {
    const counts = phase.seconds.get(second);
    if (counts !== undefined) sum += count(counts);
  }
  return sum;
}
