import { addCounts, emptyCounts } from '../events/arrival-counts.ts';
import type { ArrivalCounts } from '../events/arrival-counts.ts';
import type { LoadState } from '../events/load-state.ts';
import { latestAtMs } from '../events/run-state.ts';
import type { PhaseState, RunState } from '../events/run-state.ts';
import { arrivalsOf } from './sample.ts';
import type { SloFilter } from './slo-options.ts';

/** A stretch of one phase, and the phase's arrivals in it. */
export interface Stretch {
  readonly fromMs: number;
  readonly spanMs: number;
  readonly counts: ArrivalCounts;
  /** It ends where the phase does, or where it stands now. */
  readonly isNewest: boolean;
}

/**
 * The stretches of `size` seconds in a phase, begun at each of its whole seconds. A phase seldom begins and ends with one, and what
 * happens there matters most: one more stretch begins where the phase does, its part of a second and what was in flight then on top,
 * and one more ends where the phase does. Both ends may cut a stretch by less than a second in all.
 */
export function windowStretches(phase: PhaseState, size: number, state: RunState, load: LoadState, where: SloFilter | null): Stretch[] {
  const seconds = arrivalsOf(load, where).get(phase.name)?.seconds ?? new Map<number, ArrivalCounts>();
  const { fromMs } = phase;
  const toMs = phase.toMs ?? latestAtMs(state);
  const [first, last, end] = [Math.ceil(fromMs / 1000), Math.floor(toMs / 1000), Math.ceil(toMs / 1000)];
  const earliest = [...seconds.keys()].reduce((least, second) => Math.min(least, second), Math.floor(fromMs / 1000));
  const ofSeconds = (from: number, to: number): Stretch[] => {
    const beginMs = Math.max(fromMs, from * 1000);
    const spanMs = Math.min(toMs, to * 1000) - beginMs;
    if (spanMs <= (size - 1) * 1000) return [];
    const counts = emptyCounts();
    for (let second = from; second < to; second += 1) {
      const part = seconds.get(second);
      if (part !== undefined) addCounts(counts, part);
    }
    return [{ fromMs: beginMs, spanMs, counts, isNewest: to === end }];
  };
  const headTo = earliest < first ? Math.min(first + size, end) : first;
  return [
    ...(earliest < first ? ofSeconds(earliest, headTo) : []),
    ...Array.from({ length: Math.max(0, last - first - size + 1) }, (_, at) => ofSeconds(first + at, first + at + size)).flat(),
    ...(last < end && headTo < end ? ofSeconds(Math.max(first, last - size), end) : []),
  ];
}
