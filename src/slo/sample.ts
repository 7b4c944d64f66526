import { addCounts, addEach, emptyCounts } from '../events/arrival-counts.ts';
import type { ArrivalCounts } from '../events/arrival-counts.ts';
import type { LoadPhaseState, LoadState, PhaseTimings } from '../events/load-state.ts';
import type { PhaseState, RunState } from '../events/run-state.ts';
import { latestAtMs } from '../events/run-state.ts';
import type { LatencyLimit, Unanswered } from '../load/load-driver.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import type { JudgedPhase, PhaseName } from '../plan/phase.ts';
import type { CoarseTimes } from '../stats/coarse-times.ts';
import { powerSums } from '../stats/time-buckets.ts';
import { TimeHistogram } from '../stats/time-histogram.ts';
import { filterKey } from './slo-options.ts';
import type { SloFilter } from './slo-options.ts';

/** Arrivals of one load over some span: what an SLO is measured on, be it a phase, a window of seconds or a whole run. */
export interface Sample {
  readonly counts: ArrivalCounts;
  readonly spanMs: number;
  /** What each place of the `over` arrays counts. */
  readonly limits: readonly LatencyLimit[];
  /** Per limit: unanswered arrivals already older than it. Empty once everything is answered. */
  readonly pendingOver: readonly number[];
  readonly timeoutMs: number;
  /** `null` for spans of which only counts are kept. */
  readonly distributions: Distributions | null;
  /** Second by second, in order; `null` for spans too short for it to matter. */
  readonly seconds: readonly SampleSecond[] | null;
}

export interface SampleSecond {
  readonly counts: ArrivalCounts;
  readonly times: CoarseTimes | undefined;
}

export interface Distributions {
  readonly okResponseTime: TimeHistogram;
  readonly okServiceTime: TimeHistogram;
  /** Of answered requests, ok or not. */
  readonly serviceTime: { readonly count: number; readonly sumUs: number; readonly maxUs: number; readonly powers: readonly number[] };
}

/** `known-now` counts what is unanswered and already over a limit; a finished run has nothing unanswered. */
export type Standpoint = 'known-now' | 'finished';

/** What an SLO looks at of a load: all of it, or what its filter lets through. */
export function arrivalsOf(load: LoadState, where: SloFilter | null | undefined): ReadonlyMap<PhaseName, LoadPhaseState> {
  return where ? (load.filtered.get(filterKey(where))?.phases ?? new Map<PhaseName, LoadPhaseState>()) : load.phases;
}

/** The arrivals of one phase, or of all that are judged. */
export function phaseSample(
  state: RunState,
  load: LoadState,
  phase: JudgedPhase | 'all',
  standpoint: Standpoint,
  where: SloFilter | null = null,
): Sample {
  const names: readonly JudgedPhase[] = phase === 'all' ? JUDGED_PHASES : [phase];
  const arrivals = arrivalsOf(load, where);
  const parts = names.flatMap((name) => arrivals.get(name) ?? []);
  const counts = emptyCounts();
  for (const part of parts) addCounts(counts, part.counts);
  const pendingOver: number[] = [];
  if (standpoint === 'known-now') {
    for (const { phase: of, over } of unansweredIn(load, where)) if (names.some((name) => name === of)) addEach(pendingOver, over);
  }
  return {
    ...frame(state, load),
    counts,
    spanMs: names.reduce((sum, name) => sum + spanOf(state, name), 0),
    pendingOver,
    distributions: {
      okResponseTime: merged(parts.map((part) => part.okResponseTime)),
      okServiceTime: merged(parts.map((part) => part.timings.okServiceTime.histogram)),
      serviceTime: answeredServiceTime(parts.map((part) => part.timings)),
    },
    seconds: parts.flatMap((part) =>
      [...part.seconds.keys()]
        .sort((a, b) => a - b)
        .flatMap((second) => {
          const ofSecond = part.seconds.get(second);
          return ofSecond === undefined ? [] : [{ counts: ofSecond, times: part.secondTimes.get(second) }];
        }),
    ),
  };
}

/** An outcome or a status nobody knows before the answer. */
function unansweredIn(load: LoadState, where: SloFilter | null): readonly Unanswered[] {
  const workers = [...load.workers.values()];
  if (where === null) return workers.flatMap(({ unanswered }) => unanswered);
  if (where.endpoint === null || where.outcome !== null || where.status !== null) return [];
  const isOnly = load.endpoints.size === 1 && load.endpoints.has(where.endpoint);
  return workers.flatMap(({ unanswered, unansweredOf }) =>
    isOnly && unansweredOf.length === 0 ? unanswered : unansweredOf.filter(({ endpoint }) => endpoint === where.endpoint),
  );
}

/** A window of which only counts are kept. */
export function countsSample(
  state: RunState,
  load: LoadState,
  window: Pick<Sample, 'counts' | 'spanMs'> & { readonly pendingOver?: readonly number[] },
): Sample {
  return { ...frame(state, load), pendingOver: [], ...window, distributions: null, seconds: null };
}

/** How long a phase lasted, or has lasted so far. */
export function spanOf(state: RunState, name: JudgedPhase): number {
  return phasesNamed(state, name).reduce((sum, phase) => sum + (phase.toMs ?? latestAtMs(state)) - phase.fromMs, 0);
}

function phasesNamed(state: RunState, name: JudgedPhase): PhaseState[] {
  return state.phases.filter((phase) => phase.name === name);
}

function frame(state: RunState, load: LoadState): Pick<Sample, 'limits' | 'timeoutMs'> {
  return { limits: state.header?.limits ?? [], timeoutMs: load.timeoutMs };
}

/** Never the state's own histogram, unless it is the only one. */
function merged(parts: readonly TimeHistogram[]): TimeHistogram {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = TimeHistogram.empty();
  for (const part of parts) all.add(part);
  return all;
}

function answeredServiceTime(parts: readonly PhaseTimings[]): Distributions['serviceTime'] {
  const times = parts.flatMap((part) => [part.okServiceTime, part.failedServiceTime]);
  return {
    count: times.reduce((sum, part) => sum + part.histogram.count, 0),
    sumUs: times.reduce((sum, part) => sum + part.sumUs, 0),
    maxUs: times.reduce((max, part) => Math.max(max, part.maxUs), 0),
    powers: times.reduce<number[]>((sums, part) => {
      addEach(sums, powerSums(part.histogram));
      return sums;
    }, []),
  };
}
