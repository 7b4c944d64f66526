import { REQUEST_LEGS } from '../load/load-driver.ts';
import type { EncodedTimes, EndpointTimes, LoadDelta, LoadLive, LoadTimings, Outcome, OutcomeCell } from '../load/load-driver.ts';
import type { PhaseName } from '../plan/phase.ts';
import { TimeHistogram } from '../stats/time-histogram.ts';
import { addCell, addDelta, emptyCounts } from './arrival-counts.ts';
import { foldKnownDelta, foldKnownLive, foldKnownServiceTimes } from './fold-known.ts';
import type { LoadPhaseState, LoadState, SpanState, TimeSummary } from './load-state.ts';

type HeaderOfLoad = Pick<LoadState, 'name' | 'model' | 'engine' | 'connections' | 'peakRate' | 'maxInFlight' | 'timeoutMs'>;

export function emptyLoadState(load: HeaderOfLoad): LoadState {
  const { name, model, engine, connections, peakRate, maxInFlight, timeoutMs } = load;
  return {
    name,
    model,
    engine,
    connections,
    peakRate,
    maxInFlight,
    timeoutMs,
    phases: new Map(),
    endpoints: new Map(),
    endpointTimes: new Map(),
    known: [],
    knownResponseTime: TimeHistogram.empty(),
    workers: new Map(),
  };
}

/**
 * Adds one part of a second. Parts add up in any order, and late ones change the second they belong to: no order is assumed.
 * A histogram is decoded once and merged; what is kept does not grow with the requests, only some integers with each second.
 */
export function foldDelta(load: LoadState, delta: LoadDelta, atMs: number): void {
  const phase = phaseOf(load, delta.phase);
  addDelta(phase.counts, delta);
  addDelta(secondOf(phase, delta.second), delta);
  const ok: TimeHistogram[] = [];
  for (const cell of delta.cells) {
    const histogram = okHistogram(cell);
    if (histogram !== null) ok.push(histogram);
    foldCell(phase, cell, histogram);
    if (delta.phase !== 'warmup' && delta.steps === undefined) foldEndpointCell(load, cell, histogram);
  }
  if (delta.phase !== 'warmup') for (const step of delta.steps ?? []) foldEndpointCell(load, step, okHistogram(step));
  if (delta.dropped > 0) bump(phase.errors, 'dropped', delta.dropped);
  foldKnownDelta(load, delta, ok, atMs);
}

export function foldTimings(load: LoadState, timings: LoadTimings, atMs: number): void {
  const into = phaseOf(load, timings.phase).timings;
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
  const { inFlight, peakInFlight, connections, connectionsOpened, unanswered } = live;
  load.workers.set(worker, { inFlight, peakInFlight, connections, connectionsOpened, unanswered });
  foldKnownLive(load, atMs);
}

function okHistogram({ histogram, outcome }: OutcomeCell): TimeHistogram | null {
  return histogram === null || outcome !== 'ok' ? null : TimeHistogram.decode(histogram);
}

function foldEndpointTimes(load: LoadState, { endpoint, serviceTime, failedServiceTime }: EndpointTimes): void {
  let times = load.endpointTimes.get(endpoint);
  if (times === undefined) load.endpointTimes.set(endpoint, (times = { okServiceTime: emptyTimes(), failedServiceTime: emptyTimes() }));
  addTimes(times.okServiceTime, serviceTime);
  addTimes(times.failedServiceTime, failedServiceTime);
}

/** All endpoints' cells of an outcome fold into the phase; the status codes with them. Drops come from the delta. */
function foldCell(span: SpanState, cell: OutcomeCell, histogram: TimeHistogram | null): void {
  for (const [code, count] of Object.entries(cell.statusCodes)) bump(span.statusCodes, code, count);
  if (cell.outcome !== 'ok' && cell.outcome !== 'dropped') bump(span.errors, cell.outcome, cell.count);
  if (cell.details !== undefined) foldDetails(span, cell.outcome, cell.details);
  if (histogram !== null) span.okResponseTime.add(histogram);
}

function foldDetails(span: SpanState, outcome: Outcome, details: NonNullable<OutcomeCell['details']>): void {
  let known = span.details.get(outcome);
  if (known === undefined) span.details.set(outcome, (known = new Map<string, number>()));
  for (const [detail, count] of Object.entries(details)) bump(known, detail, count);
}

/** An endpoint has no delta of its own: it offered what its cells count. */
function foldEndpointCell(load: LoadState, cell: OutcomeCell, histogram: TimeHistogram | null): void {
  const span = endpointOf(load, cell.endpoint);
  span.counts.offered += cell.count;
  addCell(span.counts, cell);
  foldCell(span, cell, histogram);
  if (cell.outcome !== 'dropped') return;
  span.counts.dropped += cell.count;
  bump(span.errors, 'dropped', cell.count);
}

function phaseOf(load: LoadState, name: PhaseName): LoadPhaseState {
  const known = load.phases.get(name);
  if (known !== undefined) return known;
  const phase: LoadPhaseState = {
    ...emptySpan(),
    seconds: new Map(),
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
  load.phases.set(name, phase);
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
  into.histogram.add(TimeHistogram.decode(times.histogram));
  into.sumUs += times.sumUs;
  into.maxUs = Math.max(into.maxUs, times.maxUs);
}

function bump<Key extends Outcome | string>(counts: Map<Key, number>, key: Key, by: number): void {
  if (by > 0) counts.set(key, (counts.get(key) ?? 0) + by);
}
