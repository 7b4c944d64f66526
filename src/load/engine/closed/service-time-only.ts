import type { EncodedTimes, LatencyLimit, LoadDelta, LoadTimings, OutcomeCell } from '../../load-driver.ts';

const NONE: EncodedTimes = { count: 0, sumUs: 0, maxUs: 0, histogram: null };

/**
 * A closed load has no schedule, so nothing was intended: no response time, no dispatch lag, and no arrival over a limit on response
 * time. What the common record says of these is taken out before anyone can read it.
 */
export function serviceTimeOnly(delta: LoadDelta, limits: readonly LatencyLimit[]): LoadDelta {
  const ofService = (over: readonly number[]): number[] => over.map((count, index) => (limits[index]?.of === 'service_time' ? count : 0));
  const cell = (one: OutcomeCell): OutcomeCell => ({
    ...one,
    sumUs: 0,
    maxUs: 0,
    histogram: null,
    over: ofService(one.over),
    fromDispatch: { sumUs: 0, maxUs: 0, over: ofService(one.fromDispatch.over) },
  });
  return { ...delta, cells: delta.cells.map(cell) };
}

export function withoutLag(timings: LoadTimings): LoadTimings {
  return { ...timings, dispatchLag: NONE };
}
