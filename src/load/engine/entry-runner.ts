import type { ArrivalSequence } from '../arrivals/arrival-sequence.ts';
import type { LatencyLimit, LoadDelta, LoadLive, LoadTimings, Outcome } from '../load-driver.ts';
import type { EngineClock } from './engine-clock.ts';
import { Exchange } from './exchange.ts';
import type { GeneratorWatch } from './generator-watch.ts';
import { InFlight } from './in-flight.ts';
import { DeltaRecorder } from './record/delta-recorder.ts';
import type { HistogramPool } from './record/histogram-pool.ts';
import { unansweredNow } from './record/live-state.ts';
import { ResolvedArrival, type Ending } from './record/resolved-arrival.ts';
import { TimingRecorder } from './record/timing-recorder.ts';
import type { TimelineReader } from './shared-timeline.ts';
import { statusTable } from './status-table.ts';
import { stationOf } from './station-of.ts';
import type { Transport, TransportListener } from './transport.ts';
import type { EntrySetup } from './worker-messages.ts';

/** What all entries of a worker share. */
export interface WorkerContext {
  readonly worker: number;
  readonly limits: readonly LatencyLimit[];
  readonly clock: EngineClock;
  readonly timeline: TimelineReader;
  readonly histograms: HistogramPool;
  readonly watch: GeneratorWatch;
  /** Something ended: the moment to see whether more is due, or all is done. */
  readonly onProgress: (nowUs: number) => void;
}

/** One load entry in one worker: takes up its arrivals when they are due, sees each to its end, and counts it. */
export class EntryRunner implements TransportListener {
  readonly #setup: EntrySetup;
  readonly #context: WorkerContext;
  readonly #arrivals: ArrivalSequence;
  readonly #transport: Transport;
  readonly #expected: Uint8Array;
  readonly #inFlight = new InFlight();
  readonly #resolved = new ResolvedArrival();
  /** Stands for arrivals that never are in flight. */
  readonly #unborn = new Exchange();
  readonly #deltas: DeltaRecorder;
  readonly #timings: TimingRecorder;
  #nextUs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(setup: EntrySetup, context: WorkerContext, arrivals: ArrivalSequence, transport: (listener: TransportListener) => Transport) {
    this.#setup = setup;
    this.#context = context;
    this.#arrivals = arrivals;
    this.#transport = transport(this);
    this.#expected = statusTable(setup.statuses);
    const { worker, limits, histograms } = context;
    this.#deltas = new DeltaRecorder({ load: setup.name, worker }, setup.endpoint, limits, histograms);
    this.#timings = new TimingRecorder(setup.name, worker, histograms);
    this.#nextUs = arrivals.next();
  }

  /** Intended time of the next arrival to take up; `Infinity`: there are no more. */
  get nextUs(): number {
    return this.#nextUs < this.#context.timeline.endUs ? this.#nextUs : Infinity;
  }

  get isIdle(): boolean {
    return this.#inFlight.count === 0;
  }

  /** Takes up what is due at `nowUs`, at most `batch` arrivals. */
  takeUpDue(nowUs: number, batch: number): void {
    for (let left = batch; left > 0 && this.nextUs <= nowUs; left--) {
      this.#takeUp(this.#nextUs, this.#context.clock.nowUs());
      this.#nextUs = this.#arrivals.next();
    }
  }

  /** Everything in flight, and everything due but not yet taken up, ends here. */
  abandon(nowUs: number): void {
    for (; this.nextUs <= nowUs; this.#nextUs = this.#arrivals.next()) {
      this.#context.watch.takenUp(this.#nextUs, nowUs);
      this.#refuse(this.#nextUs, 'abandoned', nowUs);
    }
    for (let exchange = this.#inFlight.oldest; exchange !== null; exchange = this.#inFlight.oldest) {
      this.#end(exchange, 'abandoned', 0, nowUs);
    }
    this.close();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#transport.close();
  }

  onAnswered(exchange: Exchange, status: number, nowUs: number): void {
    const intime = nowUs - exchange.dispatchedUs <= this.#setup.timeoutUs;
    this.#end(exchange, !intime ? 'timeout' : this.#expected[status] === 1 ? 'ok' : 'status', status, nowUs);
    this.#context.onProgress(nowUs);
  }

  onFailed(exchange: Exchange, outcome: Outcome, nowUs: number): void {
    this.#end(exchange, outcome, 0, nowUs);
    this.#context.onProgress(nowUs);
  }

  takeDeltas(): LoadDelta[] {
    return this.#deltas.take();
  }

  takeTimings(fromSecond: number): LoadTimings[] {
    return this.#timings.take(fromSecond);
  }

  live(nowUs: number): LoadLive {
    const { limits, timeline } = this.#context;
    return {
      load: this.#setup.name,
      inFlight: this.#inFlight.count,
      peakInFlight: this.#inFlight.peak,
      connections: this.#transport.connections,
      connectionsOpened: this.#transport.connectionsOpened,
      unanswered: unansweredNow(this.#inFlight, limits, timeline, nowUs),
    };
  }

  #takeUp(intendedUs: number, nowUs: number): void {
    this.#context.watch.takenUp(intendedUs, nowUs);
    if (this.#inFlight.count >= this.#setup.maxInFlight) return this.#refuse(intendedUs, 'dropped', nowUs);
    const exchange = this.#inFlight.add(intendedUs, nowUs, this.#setup.request);
    this.#transport.send(exchange, nowUs);
    if (this.#timer === null) this.#armTimer(exchange, nowUs);
  }

  #refuse(intendedUs: number, ending: Ending, nowUs: number): void {
    this.#unborn.start(intendedUs, nowUs);
    this.#record(this.#unborn, ending, 0, nowUs);
  }

  #end(exchange: Exchange, ending: Ending, status: number, nowUs: number): void {
    this.#record(exchange, ending, status, nowUs);
    this.#inFlight.remove(exchange);
  }

  #record(exchange: Exchange, ending: Ending, status: number, nowUs: number): void {
    const arrival = this.#resolved;
    arrival.read(exchange, nowUs);
    arrival.phase = this.#context.timeline.phaseOf(exchange.intendedUs, nowUs);
    arrival.ending = ending;
    arrival.status = status;
    this.#deltas.add(arrival);
    this.#timings.add(arrival);
  }

  /** One timer serves all: deadlines come in the order of dispatch. */
  #armTimer(oldest: Exchange, nowUs: number): void {
    const leftMs = (oldest.dispatchedUs + this.#setup.timeoutUs - nowUs) / 1000;
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, Math.ceil(leftMs)));
  }

  #expire(): void {
    this.#timer = null;
    const nowUs = this.#context.clock.nowUs();
    for (let exchange = this.#inFlight.oldest; exchange !== null; exchange = this.#inFlight.oldest) {
      if (exchange.dispatchedUs + this.#setup.timeoutUs > nowUs) {
        this.#armTimer(exchange, nowUs);
        break;
      }
      this.#timeOut(exchange, nowUs);
    }
    this.#context.onProgress(nowUs);
  }

  /** What our own cap kept from being sent was dropped by us: a cap of ours makes neither a pass nor a fail. */
  #timeOut(exchange: Exchange, nowUs: number): void {
    const unsent: Outcome = exchange.carrier === null || exchange.cappedUs > 0 ? 'dropped' : 'connect-timeout';
    const outcome = exchange.sentUs >= 0 ? 'timeout' : unsent;
    exchange.detail = stationOf(exchange);
    this.#transport.cancel(exchange);
    this.#end(exchange, outcome, 0, nowUs);
  }
}
