import { addCounts, emptyCounts } from '../events/arrival-counts.ts';
import type { ArrivalCounts } from '../events/arrival-counts.ts';
import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import { arrivalsOf } from './sample.ts';
import type { SloFilter } from './slo-options.ts';

/** The arrivals intended in seconds `[from, to)` of the judged phases, of those parts that lie at or after `sinceMs`. */
export function countsOfSeconds(
  state: RunState,
  load: LoadState,
  from: number,
  to: number,
  sinceMs: number,
  where: SloFilter | null,
): ArrivalCounts {
  const arrivals = arrivalsOf(load, where);
  const counts = emptyCounts();
  for (const phase of state.phases) {
    if (phase.name === 'warmup' || (phase.toMs ?? Infinity) <= sinceMs) continue;
    const seconds = arrivals.get(phase.name)?.seconds;
    if (seconds === undefined) continue;
    for (let second = from; second < to; second += 1) {
      const part = seconds.get(second);
      if (part !== undefined) addCounts(counts, part);
    }
  }
  return counts;
}
