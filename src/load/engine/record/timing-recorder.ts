import { PHASES, type PhaseName } from '../../../plan/phase.ts';
import type { EncodedTimes, LoadTimings, RequestLeg } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';
import { isAnswered, type LegTimes, type ResolvedArrival } from './resolved-arrival.ts';
import { EndpointTallies } from './endpoint-tallies.ts';
import { TimeTally } from './time-tally.ts';

/** Service time, dispatch lag and blocked time of one load entry, by phase, for stretches of up to ten seconds. */
export class TimingRecorder {
  readonly #load: string;
  readonly #worker: number;
  readonly #phases: Readonly<Record<PhaseName, PhaseTimes>>;

  /** @param endpoints where there are several, each gets its own service time */
  constructor(load: string, worker: number, histograms: HistogramPool, endpoints: readonly string[] = []) {
    this.#load = load;
    this.#worker = worker;
    const times = (): PhaseTimes => new PhaseTimes(histograms, endpoints);
    this.#phases = { warmup: times(), baseline: times(), fault: times(), recovery: times() };
  }

  add(arrival: ResolvedArrival): void {
    const phase = this.#phases[arrival.phase];
    phase.addArrival(arrival);
    phase.addRequest(arrival);
  }

  /** A flow, whose requests are added each on its own. */
  addFlow(flow: ResolvedArrival): void {
    this.#phases[flow.phase].addArrival(flow);
  }

  addStep(step: ResolvedArrival): void {
    this.#phases[step.phase].addRequest(step);
  }

  /** All since the last call, which was at `fromSecond` of the timeline. */
  take(fromSecond: number): LoadTimings[] {
    return PHASES.filter((phase) => !this.#phases[phase].isEmpty).map((phase) => ({
      load: this.#load,
      worker: this.#worker,
      phase,
      fromSecond,
      ...this.#phases[phase].take(),
    }));
  }
}

class PhaseTimes {
  readonly serviceTime: TimeTally;
  readonly failedServiceTime: TimeTally;
  readonly dispatchLag: TimeTally;
  readonly blockedBySystem: TimeTally;
  readonly blockedByCap: TimeTally;
  readonly #legs: LegTallies;
  readonly #endpoints: EndpointTallies | null;

  constructor(histograms: HistogramPool, endpoints: readonly string[]) {
    this.serviceTime = new TimeTally(histograms);
    this.failedServiceTime = new TimeTally(histograms);
    this.dispatchLag = new TimeTally(histograms);
    this.blockedBySystem = new TimeTally(histograms);
    this.blockedByCap = new TimeTally(histograms);
    this.#legs = new LegTallies(histograms);
    this.#endpoints = endpoints.length < 2 ? null : new EndpointTallies(endpoints, histograms);
  }

  get isEmpty(): boolean {
    return this.dispatchLag.count === 0 && this.#legs.isEmpty;
  }

  /** A drop has a lag only: it was never blocked by anything but the bound that dropped it. */
  addArrival(arrival: ResolvedArrival): void {
    this.dispatchLag.record(arrival.lagUs);
    if (arrival.ending === 'dropped') return;
    this.blockedBySystem.record(arrival.blockedBySystemUs);
    if (arrival.blockedByCapUs > 0) this.blockedByCap.record(arrival.blockedByCapUs);
    if (!arrival.wasSent || !isAnswered(arrival.ending)) return;
    (arrival.ending === 'ok' ? this.serviceTime : this.failedServiceTime).record(arrival.serviceUs);
  }

  addRequest(request: ResolvedArrival): void {
    if (request.ending === 'dropped') return;
    const answered = isAnswered(request.ending);
    this.#legs.add(request.legs, answered);
    if (request.wasSent && answered) this.#endpoints?.add(request);
  }

  take(): Omit<LoadTimings, 'load' | 'worker' | 'phase' | 'fromSecond'> {
    return {
      serviceTime: this.serviceTime.take(),
      failedServiceTime: this.failedServiceTime.take(),
      dispatchLag: this.dispatchLag.take(),
      blockedBySystem: this.blockedBySystem.take(),
      blockedByCap: this.blockedByCap.take(),
      legs: this.#legs.take(),
      ...(this.#endpoints === null ? {} : { endpoints: this.#endpoints.take() }),
    };
  }
}

class LegTallies {
  readonly #blocked: TimeTally;
  readonly #connect: TimeTally;
  readonly #tls: TimeTally;
  readonly #send: TimeTally;
  readonly #wait: TimeTally;
  readonly #receive: TimeTally;

  constructor(histograms: HistogramPool) {
    this.#blocked = new TimeTally(histograms);
    this.#connect = new TimeTally(histograms);
    this.#tls = new TimeTally(histograms);
    this.#send = new TimeTally(histograms);
    this.#wait = new TimeTally(histograms);
    this.#receive = new TimeTally(histograms);
  }

  get isEmpty(): boolean {
    return this.#blocked.count === 0;
  }

  add(legs: LegTimes, answered: boolean): void {
    this.#blocked.record(legs.blocked);
    if (legs.connect >= 0) this.#connect.record(legs.connect);
    if (legs.tls >= 0) this.#tls.record(legs.tls);
    if (legs.send >= 0) this.#send.record(legs.send);
    if (legs.wait < 0) return;
    this.#wait.record(legs.wait);
    if (answered) this.#receive.record(legs.receive);
  }

  take(): Record<RequestLeg, EncodedTimes> {
    return {
      blocked: this.#blocked.take(),
      connect: this.#connect.take(),
      tls: this.#tls.take(),
      send: this.#send.take(),
      wait: this.#wait.take(),
      receive: this.#receive.take(),
    };
  }
}
