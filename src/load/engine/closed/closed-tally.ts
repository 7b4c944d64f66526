import type { LatencyLimit, LoadDelta, LoadLive, LoadTimings } from '../../load-driver.ts';
import type { StatusMatcher } from '../../../manifest/load-spec.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import { InFlight } from '../in-flight.ts';
import { DeltaRecorder } from '../record/delta-recorder.ts';
import type { HistogramPool } from '../record/histogram-pool.ts';
import { unansweredNow } from '../record/live-state.ts';
import { ResolvedArrival, type Ending } from '../record/resolved-arrival.ts';
import { TimingRecorder } from '../record/timing-recorder.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import { statusTable } from '../status-table.ts';
import type { WireRequest } from '../wire-request.ts';
import { serviceTimeOnly, withoutLag } from './service-time-only.ts';

export interface TallyContext {
  readonly worker: number;
  readonly limits: readonly LatencyLimit[];
  readonly clock: EngineClock;
  readonly timeline: TimelineReader;
  readonly histograms: HistogramPool;
}

export interface TalliedLoad {
  readonly name: string;
  readonly endpoint: string;
  readonly statuses: StatusMatcher;
}

/** What a closed load has in flight, and what became of all the rest: the same for whatever engine sends it. */
export class ClosedTally {
  readonly #load: TalliedLoad;
  readonly #context: TallyContext;
  readonly #expected: Uint8Array;
  readonly #deltas: DeltaRecorder;
  readonly #timings: TimingRecorder;
  readonly #resolved = new ResolvedArrival();
  readonly inFlight = new InFlight();

  constructor(load: TalliedLoad, context: TallyContext) {
    const { worker, limits, histograms } = context;
    this.#load = load;
    this.#context = context;
    this.#expected = statusTable(load.statuses);
    this.#deltas = new DeltaRecorder({ load: load.name, worker }, load.endpoint, limits, histograms);
    this.#timings = new TimingRecorder(load.name, worker, histograms);
  }

  /** A connection takes up its next request: with no schedule, that is when it was intended too. */
  start(request: WireRequest, nowUs: number): Exchange {
    return this.inFlight.add(nowUs, nowUs, request);
  }

  answered(exchange: Exchange, status: number, nowUs: number): void {
    this.end(exchange, this.#expected[status] === 1 ? 'ok' : 'status', status, nowUs);
  }

  /** The caller holds no reference afterwards. */
  end(exchange: Exchange, ending: Ending, status: number, nowUs: number): void {
    const arrival = this.#resolved;
    arrival.read(exchange, nowUs);
    arrival.phase = this.#context.timeline.phaseOf(exchange.intendedUs, nowUs);
    arrival.ending = ending;
    arrival.status = status;
    this.#deltas.add(arrival);
    this.#timings.add(arrival);
    this.inFlight.remove(exchange);
  }

  abandonAll(nowUs: number): void {
    for (let exchange = this.inFlight.oldest; exchange !== null; exchange = this.inFlight.oldest) this.end(exchange, 'abandoned', 0, nowUs);
  }

  takeDeltas(): LoadDelta[] {
    return this.#deltas.take().map((delta) => serviceTimeOnly(delta, this.#context.limits));
  }

  takeTimings(fromSecond: number): LoadTimings[] {
    return this.#timings.take(fromSecond).map(withoutLag);
  }

  live(nowUs: number, sockets: Pick<LoadLive, 'connections' | 'connectionsOpened'>): LoadLive {
    const { limits, timeline } = this.#context;
    return {
      load: this.#load.name,
      inFlight: this.inFlight.count,
      peakInFlight: this.inFlight.peak,
      ...sockets,
      unanswered: unansweredNow(this.inFlight, limits, timeline, nowUs).map(({ phase, count, over }) => ({
        phase,
        count,
        over: over.map((older, index) => (limits[index]?.of === 'service_time' ? older : 0)),
      })),
    };
  }
}
