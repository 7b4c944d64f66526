import { OUTCOMES } from '../load/load-driver.ts';
import type { LoadDelta, Outcome, OutcomeCell } from '../load/load-driver.ts';

/**
 * What became of some arrivals, as integers that add up. A second, a phase and a whole run have the same shape, so that every SLO
 * is judged by one piece of code over any span.
 */
export interface ArrivalCounts {
  /** offered = sent + dropped + neverSent. */
  offered: number;
  sent: number;
  dropped: number;
  neverSent: number;
  /** sent = completed + unanswered + abandoned. */
  completed: number;
  unanswered: number;
  abandoned: number;
  staleRetries: number;
  ok: number;
  /** Every outcome but ok and dropped. */
  failed: number;
  /** The same by outcome; only those that there were. */
  failedBy: Partial<Record<Outcome, number>>;
  /** Requests with an answer, ok or not, and their response times: what `mean` and `max` are over. */
  answered: number;
  answeredSumUs: number;
  answeredMaxUs: number;
  /** Sums of the first to fourth powers of those times, in µs to that power, each time taken as the middle of its bucket. */
  answeredPowers: number[];
  /** Of response bodies, as they came over the wire. */
  bodyBytes: number;
  /** Per latency limit of the run: ok arrivals over it. */
  over: number[];
  /** The same three on completed − dispatched, the generator's lag taken out. */
  fromDispatchSumUs: number;
  fromDispatchMaxUs: number;
  fromDispatchOver: number[];
}

export function emptyCounts(): ArrivalCounts {
  return {
    offered: 0,
    sent: 0,
    dropped: 0,
    neverSent: 0,
    completed: 0,
    unanswered: 0,
    abandoned: 0,
    staleRetries: 0,
    ok: 0,
    failed: 0,
    failedBy: {},
    answered: 0,
    answeredSumUs: 0,
    answeredMaxUs: 0,
    answeredPowers: [],
    bodyBytes: 0,
    over: [],
    fromDispatchSumUs: 0,
    fromDispatchMaxUs: 0,
    fromDispatchOver: [],
  };
}

/** Adds a part of a second to `into`. */
export function addDelta(into: ArrivalCounts, delta: LoadDelta): void {
  into.offered += delta.offered;
  into.sent += delta.sent;
  into.dropped += delta.dropped;
  into.neverSent += delta.neverSent;
  into.completed += delta.completed;
  into.unanswered += delta.unanswered;
  into.abandoned += delta.abandoned;
  into.staleRetries += delta.staleRetries;
  for (const cell of delta.cells) addCell(into, cell);
}

/** Drops are counted by the delta: a cell for them would count them twice. */
export function addCell(into: ArrivalCounts, cell: OutcomeCell): void {
  if (cell.outcome === 'dropped') return;
  into.bodyBytes += cell.bodyBytes ?? 0;
  if (cell.outcome === 'ok') into.ok += cell.count;
  else fail(into, cell.outcome, cell.count);
  addEach(into.over, cell.over);
  addEach(into.fromDispatchOver, cell.fromDispatch.over);
  if (cell.histogram === null) return;
  into.answered += cell.count;
  into.answeredSumUs += cell.sumUs;
  into.answeredMaxUs = Math.max(into.answeredMaxUs, cell.maxUs);
  into.fromDispatchSumUs += cell.fromDispatch.sumUs;
  into.fromDispatchMaxUs = Math.max(into.fromDispatchMaxUs, cell.fromDispatch.maxUs);
}

export function addCounts(into: ArrivalCounts, from: ArrivalCounts): void {
  into.offered += from.offered;
  into.sent += from.sent;
  into.dropped += from.dropped;
  into.neverSent += from.neverSent;
  into.completed += from.completed;
  into.unanswered += from.unanswered;
  into.abandoned += from.abandoned;
  into.staleRetries += from.staleRetries;
  into.ok += from.ok;
  for (const [outcome, count] of entriesOf(from.failedBy)) into.failedBy[outcome] = (into.failedBy[outcome] ?? 0) + count;
  into.failed += from.failed;
  into.answered += from.answered;
  into.answeredSumUs += from.answeredSumUs;
  into.answeredMaxUs = Math.max(into.answeredMaxUs, from.answeredMaxUs);
  addEach(into.answeredPowers, from.answeredPowers);
  into.bodyBytes += from.bodyBytes;
  addEach(into.over, from.over);
  into.fromDispatchSumUs += from.fromDispatchSumUs;
  into.fromDispatchMaxUs = Math.max(into.fromDispatchMaxUs, from.fromDispatchMaxUs);
  addEach(into.fromDispatchOver, from.fromDispatchOver);
}

/** Adds `from` to `into` place by place; a place that `into` lacks counts as 0. */
export function addEach(into: number[], from: readonly number[]): void {
  from.forEach((count, index) => {
    into[index] = (into[index] ?? 0) + count;
  });
}

function fail(into: ArrivalCounts, outcome: Outcome, count: number): void {
  into.failed += count;
  into.failedBy[outcome] = (into.failedBy[outcome] ?? 0) + count;
}

function entriesOf(failedBy: ArrivalCounts['failedBy']): [Outcome, number][] {
  return OUTCOMES.flatMap((outcome): [Outcome, number][] => (failedBy[outcome] === undefined ? [] : [[outcome, failedBy[outcome]]]));
}
