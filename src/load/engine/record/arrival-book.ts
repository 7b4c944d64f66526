import type { LoadDelta, LoadTimings } from '../../load-driver.ts';
import type { Exchange } from '../exchange.ts';
import type { VirtualUser } from '../scenario/virtual-user.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import type { DeltaRecorder } from './delta-recorder.ts';
import { ResolvedArrival, type Ending } from './resolved-arrival.ts';
import type { TimingRecorder } from './timing-recorder.ts';

/** Where each arrival of a load entry is entered once, when it has ended: its phase, its counts and its times. */
export class ArrivalBook {
  readonly #timeline: TimelineReader;
  readonly #deltas: DeltaRecorder;
  readonly #timings: TimingRecorder;
  /** Read anew for each entry, so that none allocates. */
  readonly #resolved = new ResolvedArrival();

  constructor(timeline: TimelineReader, deltas: DeltaRecorder, timings: TimingRecorder) {
    this.#timeline = timeline;
    this.#deltas = deltas;
    this.#timings = timings;
  }

  arrivalEnded(exchange: Exchange, ending: Ending, status: number, nowUs: number): void {
    this.#read(exchange, ending, status, nowUs);
    this.#deltas.add(this.#resolved);
    this.#timings.add(this.#resolved);
  }

  /** A request of a flow; what it took is added to its user's account. */
  stepEnded(exchange: Exchange, user: VirtualUser, ending: Ending, status: number, nowUs: number): void {
    this.#read(exchange, ending, status, nowUs);
    this.#deltas.addStep(this.#resolved);
    if (ending !== 'abandoned') this.#timings.addStep(this.#resolved);
    user.add(exchange, this.#resolved);
  }

  flowEnded(user: VirtualUser, ending: Ending, status: number, nowUs: number): void {
    const flow = this.#resolved;
    flow.readFlow(user, nowUs);
    flow.phase = this.#timeline.phaseOf(user.intendedUs, nowUs);
    flow.ending = ending;
    flow.status = status;
    this.#deltas.add(flow);
    this.#timings.addFlow(flow);
  }

  stepNotReached(step: number, nowUs: number): void {
    this.#resolved.readNotReached(step, nowUs);
    this.#resolved.phase = this.#timeline.phaseOf(nowUs, nowUs);
    this.#deltas.addStep(this.#resolved);
  }

  takeDeltas(): LoadDelta[] {
    return this.#deltas.take();
  }

  takeTimings(fromSecond: number): LoadTimings[] {
    return this.#timings.take(fromSecond);
  }

  #read(exchange: Exchange, ending: Ending, status: number, nowUs: number): void {
    const arrival = this.#resolved;
    arrival.read(exchange, nowUs);
    arrival.phase = this.#timeline.phaseOf(exchange.intendedUs, nowUs);
    arrival.ending = ending;
    arrival.status = status;
  }
}
