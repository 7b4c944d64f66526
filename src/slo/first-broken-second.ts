import { addCounts, emptyCounts } from '../events/arrival-counts.ts';
import type { ArrivalCounts } from '../events/arrival-counts.ts';
import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import { arrivalsOf } from './sample.ts';

/** The first second that `isBroken` by itself; where none is, the one with which all of them together are. */
export function firstBrokenSecondMs(
  slo: PlannedSlo,
  state: RunState,
  load: LoadState,
  isBroken: (counts: ArrivalCounts, spanMs: number, second: number) => boolean,
): number | null {
  const seconds = secondsOf(slo, state, load);
  const alone = seconds.find(({ counts, second }) => isBroken(counts, 1000, second));
  if (alone !== undefined) return alone.atMs;
  const sum = emptyCounts();
  const together = seconds.map(({ counts, atMs, second }, index) => {
    addCounts(sum, counts);
    return { atMs, broken: isBroken(sum, (index + 1) * 1000, second) };
  });
  // What too little of anything breaks is broken at first, and at the last.
  return together.at(-1)?.broken === true ? (together[together.findLastIndex(({ broken }) => !broken) + 1]?.atMs ?? null) : null;
}

interface BreachSecond {
  readonly second: number;
  /** Where it begins, or the phase within it. */
  readonly atMs: number;
  readonly counts: ArrivalCounts;
}

/** Those with arrivals that the SLO looks at, in their order. */
function secondsOf({ phase, spec }: PlannedSlo, state: RunState, load: LoadState): BreachSecond[] {
  const arrivals = arrivalsOf(load, spec.where);
  return JUDGED_PHASES.filter((name) => phase === 'all' || name === phase)
    .flatMap((name) => {
      const fromMs = state.phases.find((candidate) => candidate.name === name)?.fromMs ?? 0;
      return [...(arrivals.get(name)?.seconds ?? [])].map(([second, counts]) => ({
        second,
        atMs: Math.max(second * 1000, fromMs),
        counts,
      }));
    })
    .filter(({ counts }) => counts.offered > 0)
    .sort((a, b) => a.atMs - b.atMs);
}
