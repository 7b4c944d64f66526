import { REQUEST_LEGS } from '../load/load-driver.ts';
import type { EncodedTimes, EndpointTimes, LoadDelta, LoadLive, LoadTimings, Outcome, OutcomeCell } from '../load/load-driver.ts';
import type { PhaseName } from '../plan/phase.ts';
import { filterKey } from '../slo/slo-options.ts';
import type { SloFilter } from '../slo/slo-options.ts';
import { coarsely } from '../stats/coarse-times.ts';
import { powerSums, TimeBuckets } from '../stats/time-buckets.ts';
import { TimeHistogram } from '../stats/time-histogram.ts';
import { addCell, addDelta, addEach, emptyCounts } from './arrival-counts.ts';
import { filterDelta, filterTimings } from './filter-delta.ts';
import { foldKnownDelta, foldKnownLive, foldKnownServiceTimes } from './fold-known.ts';
import type { LoadPhaseState, LoadState, SpanState, TimeSummary } from './load-state.ts';

type HeaderOfLoad = Pick<LoadState, 'name' | 'model' | 'engine' | 'connections' | 'peakRate' | 'maxInFlight' | 'timeoutMs'> &
  Partial<Pick<LoadState, 'schedule' | 'amount'>>;

export function emptyLoadState(load: HeaderOfLoad, filters: readonly SloFilter[] = []): LoadState {
  const { name, model, engine, connections, peakRate, maxInFlight, timeoutMs, schedule = null, amount = null } = load;
  return {
    name,
    model,
    engine,
    connections,
    peakRate,
    maxInFlight,
    timeoutMs,
    schedule,
    amount,
    phases: new Map(),
    endpoints: new Map(),
    endpointTimes: new Map(),
    filtered: new Map(filters.map((filter) => [filterKey(filter), { filter, phases: new Map(), mixed: false }])),
    known: [],
    knownResponseTime: TimeHistogram.empty(),
    knownFailedServiceTime: TimeHistogram.empty(),
    workers: new Map(),
  };
}

/**
 * Adds one part of a second. Parts add up in any order, and late ones change the second they belong to: no order is assumed.
 * A histogram is decoded once and merged; what is kept does not grow with the requests, only some integers with each second.
 */
export function foldDelta(load: LoadState, delta: LoadDelta, atMs: number): void {
  const ok = foldSpan(load.phases, delta, (cell, histogram) => {
    if (delta.phase !== 'warmup' && delta.steps === undefined) foldEndpointCell(load, cell, histogram);
  });
  if (delta.phase !== 'warmup') for (const step of delta.steps ?? []) foldEndpointCell(load, step, okHistogram(step));
  for (const filtered of load.filtered.values()) {
    const passed = filterDelta(delta, filtered.filter);
    filtered.mixed ||= passed.mixed;
    if (passed.delta.offered > 0) foldSpan(filtered.phases, passed.delta);
  }
  foldKnownDelta(load, delta, ok, atMs);
}

/** Into its phase and its second; gives back the ok histograms. */
function foldSpan(
  phases: Map<PhaseName, LoadPhaseState>,
  delta: LoadDelta,
  each: (cell: OutcomeCell, ok: TimeBuckets | null) => void = () => {},
): TimeBuckets[] {
  const phase = phaseOf(phases, delta.phase);
  addDelta(phase.counts, delta);
  const second = secondOf(phase, delta.second);
  addDelta(second, delta);
  foldSlots(phase, delta);
  const ok: TimeBuckets[] = [];
  for (const cell of delta.cells) {
    const histogram = cell.histogram === null ? null : TimeBuckets.decode(cell.histogram);
    if (histogram !== null) {
      const powers = powerSums(histogram);
      addEach(phase.counts.answeredPowers, powers);
      addEach(second.answeredPowers, powers);
    }
    const okTimes = cell.outcome === 'ok' ? histogram : null;
    if (okTimes !== null) ok.push(okTimes);
    foldCell(phase, cell, okTimes);
    each(cell, okTimes);
  }
  if (ok.length > 0) phase.secondTimes.set(delta.second, coarsely(phase.secondTimes.get(delta.second), ok));
  if (delta.dropped > 0) bump(phase.errors, 'dropped', delta.dropped);
  return ok;
}

function foldSlots(phase: LoadPhaseState, { second, slots }: LoadDelta): void {
  let into = phase.slots.get(second);
  if (into === undefined) phase.slots.set(second, (into = { ok: [], failed: [], dropped: [] }));
  addEach(into.ok, slots.ok);
  addEach(into.failed, slots.failed);
  addEach(into.dropped, slots.dropped);
}

export function foldTimings(load: LoadState, timings: LoadTimings, atMs: number): void {
  const into = phaseOf(load.phases, timings.phase).timings;
  for (const { filter, phases } of load.filtered.values()) {
    const times = filterTimings(timings, filter, load.endpoints.size);
    if (times === null) continue;
    const own = phaseOf(phases, timings.phase).timings;
    addTimes(own.okServiceTime, times.serviceTime);
    addTimes(own.failedServiceTime, times.failedServiceTime);
  }
  addTimes(into.okServiceTime, timings.serviceTime);
  addTimes(into.failedServiceTime, timings.failedServiceTime);
  addTimes(into.dispatchLag, timings.dispatchLag);
  addTimes(into.blockedBySystem, timings.blockedBySystem);
  addTimes(into.blockedByCap, timings.blockedByCap);
  if (timings.legs !== undefined) for (const leg of REQUEST_LEGS) addTimes(into.legs[leg], timings.legs[leg]);
  if (timings.phase !== 'warmup') for (const times of timings.endpoints ?? []) foldEndpointTimes(load, times);
  if (load.model === 'closed') foldKnownServiceTimes(load, timings, atMs);
}

export function foldLive(load: LoadState, worker: number, live: LoadLive, atMs: number): void {
  const { inFlight, peakInFlight, connections, connectionsOpened, unanswered, unansweredOf = [] } = live;
  load.workers.set(worker, { inFlight, peakInFlight, connections, connectionsOpened, unanswered, unansweredOf });
  foldKnownLive(load, atMs);
}

function okHistogram({ histogram, outcome }: OutcomeCell): TimeBuckets | null {
  return histogram === null || outcome !== 'ok' ? null : TimeBuckets.decode(histogram);
}

function foldEndpointTimes(load: LoadState, { endpoint, serviceTime, failedServiceTime }: EndpointTimes): void {
  let times = load.endpointTimes.get(endpoint);
  if (times === undefined) load.endpointTimes.set(endpoint, (times = { okServiceTime: emptyTimes(), failedServiceTime: emptyTimes() }));
  addTimes(times.okServiceTime, serviceTime);
  addTimes(times.failedServiceTime, failedServiceTime);
}

/** All endpoints' cells of an outcome fold into the phase; the status codes with them. Drops come from the delta. */
function foldCell(span: SpanState, cell: OutcomeCell, histogram: TimeBuckets | null): void {
  for (const [code, count] of Object.entries(cell.statusCodes)) bump(span.statusCodes, code, count);
  if (cell.outcome !== 'ok' && cell.outcome !== 'dropped') bump(span.errors, cell.outcome, cell.count);
  if (cell.details !== undefined) foldDetails(span, cell.outcome, cell.details);
  if (histogram !== null) span.okResponseTime.addBuckets(histogram);
}

function foldDetails(span: SpanState, outcome: Outcome, details: NonNullable<OutcomeCell['details']>): void {
  let known = span.details.get(outcome);
  if (known === undefined) span.details.set(outcome, (known = new Map<string, number>()));
  for (const [detail, count] of Object.entries(details)) bump(known, detail, count);
}

/** An endpoint has no delta of its own: it offered what its cells count. */
function foldEndpointCell(load: LoadState, cell: OutcomeCell, histogram: TimeBuckets | null): void {
  const span = endpointOf(load, cell.endpoint);
  span.counts.offered += cell.count;
  addCell(span.counts, cell);
  foldCell(span, cell, histogram);
  if (cell.outcome !== 'dropped') return;
  span.counts.dropped += cell.count;
  bump(span.errors, 'dropped', cell.count);
}

function phaseOf(phases: Map<PhaseName, LoadPhaseState>, name: PhaseName): LoadPhaseState {
  const known = phases.get(name);
  if (known !== undefined) return known;
  const phase: LoadPhaseState = {
    ...emptySpan(),
    seconds: new Map(),
    slots: new Map(),
    secondTimes: new Map(),
    timings: {
      okServiceTime: emptyTimes(),
      failedServiceTime: emptyTimes(),
      dispatchLag: emptyTimes(),
      blockedBySystem: emptyTimes(),
      blockedByCap: emptyTimes(),
      legs: {
        blocked: emptyTimes(),
        connect: emptyTimes(),
        tls: emptyTimes(),
        send: emptyTimes(),
        wait: emptyTimes(),
        receive: emptyTimes(),
      },
    },
  };
  phases.set(name, phase);
  return phase;
}

function secondOf(phase: LoadPhaseState, second: number): LoadPhaseState['counts'] {
  const known = phase.seconds.get(second);
  if (known !== undefined) return known;
  const counts = emptyCounts();
  phase.seconds.set(second, counts);
  return counts;
}

function endpointOf(load: LoadState, name: string): SpanState {
  const known = load.endpoints.get(name);
  if (known !== undefined) return known;
  const span = emptySpan();
  load.endpoints.set(name, span);
  return span;
}

function emptySpan(): SpanState {
  return { counts: emptyCounts(), errors: new Map(), statusCodes: new Map(), details: new Map(), okResponseTime: TimeHistogram.empty() };
}

function emptyTimes(): TimeSummary {
  return { histogram: TimeHistogram.empty(), sumUs: 0, maxUs: 0 };
}

function addTimes(into: TimeSummary, times: EncodedTimes): void {
  if (times.histogram === null) return;
  into.histogram.addBuckets(TimeBuckets.decode(times.histogram));
  into.sumUs += times.sumUs;
  into.maxUs = Math.max(into.maxUs, times.maxUs);
}

function bump<Key extends Outcome | string>(counts: Map<Key, number>, key: Key, by: number): void {
  if (by > 0) counts.set(key, (counts.get(key) ?? 0) + by);
}
