import type { ArrivalSequence } from '../arrivals/arrival-sequence.ts';
import type { LatencyLimit, LoadDelta, LoadLive, LoadTimings, Outcome } from '../load-driver.ts';
import type { EngineClock } from './engine-clock.ts';
import { Exchange } from './exchange.ts';
import type { GeneratorWatch } from './generator-watch.ts';
import { ArrivalBook } from './record/arrival-book.ts';
import { DeltaRecorder } from './record/delta-recorder.ts';
import type { HistogramPool } from './record/histogram-pool.ts';
import { unansweredByEndpoint, unansweredNow, type Waiting } from './record/live-state.ts';
import type { Ending } from './record/resolved-arrival.ts';
import { TimingRecorder } from './record/timing-recorder.ts';
import type { TimelineReader } from './shared-timeline.ts';
import { FlowPlayer, type FlowStage } from './scenario/flow-player.ts';
import { judgeAnswer } from './scenario/judge-answer.ts';
import { Scenario } from './scenario/scenario.ts';
import type { CompiledExchange } from './scenario/compiled-exchange.ts';
import type { VirtualUser } from './scenario/virtual-user.ts';
import { outOfTime } from './out-of-time.ts';
import { TimeoutLane } from './timeout-lane.ts';
import type { Transport, TransportListener } from './transport.ts';
import type { WireRequest } from './wire-request.ts';
import type { EntryShare, TransportSetup } from './worker-messages.ts';

/** What all entries of a worker share. */
export interface WorkerContext {
  readonly worker: number;
  readonly limits: readonly LatencyLimit[];
  readonly clock: EngineClock;
  readonly timeline: TimelineReader;
  readonly histograms: HistogramPool;
  readonly watch: GeneratorWatch;
  readonly createTransport: (setup: TransportSetup, listener: TransportListener) => Transport;
  /** Something ended: the moment to see whether more is due, or all is done. */
  readonly onProgress: (nowUs: number) => void;
  /** There is now something to take up at `dueUs`, perhaps sooner than what was known of. */
  readonly onDueAt: (dueUs: number) => void;
}

/** One load entry in one worker: takes up its arrivals when they are due, sees each to its end, and counts it. */
export class EntryRunner implements TransportListener, FlowStage {
  readonly #setup: EntryShare;
  readonly #context: WorkerContext;
  readonly #arrivals: ArrivalSequence;
  readonly #scenario: Scenario;
  readonly #flow: FlowPlayer | null;
  readonly #transports: readonly Transport[];
  /** By timeout, and which of them each of the scenario's requests takes. */
  readonly #lanes: readonly TimeoutLane[];
  readonly #laneOf: readonly TimeoutLane[];
  /** Stands for arrivals that never are in flight. */
  readonly #unborn = new Exchange();
  readonly #book: ArrivalBook;
  #arrivalUs: number;
  /** Of the next arrival, counted over all workers. */
  #number: number;
  #peak = 0;

  constructor(setup: EntryShare, context: WorkerContext, arrivals: ArrivalSequence) {
    this.#setup = setup;
    this.#context = context;
    this.#arrivals = arrivals;
    this.#scenario = new Scenario(setup.scenario, setup.seed);
    this.#flow = setup.scenario.kind === 'flow' ? new FlowPlayer(this.#scenario, this, Date.now) : null;
    this.#transports = setup.transports.map((one) => context.createTransport(one, this));
    const timeouts = setup.scenario.exchanges.map(({ timeoutUs }) => timeoutUs);
    const lanes = new Map(timeouts.map((timeoutUs) => [timeoutUs, this.#createLane(timeoutUs)]));
    this.#lanes = [...lanes.values()];
    this.#laneOf = timeouts.flatMap((timeoutUs) => lanes.get(timeoutUs) ?? []);
    const { worker, limits, histograms } = context;
    const endpoints = setup.scenario.exchanges.map(({ endpoint }) => endpoint);
    const recorded = this.#flow === null ? { arrivals: endpoints, steps: [] } : { arrivals: [setup.name], steps: endpoints };
    this.#book = new ArrivalBook(
      context.timeline,
      new DeltaRecorder({ load: setup.name, worker }, recorded, limits, histograms),
      new TimingRecorder(setup.name, worker, histograms, endpoints),
    );
    this.#number = setup.shard.worker;
    this.#arrivalUs = arrivals.next();
  }

  /** When there is next something to take up: an arrival, or a user who has thought long enough. `Infinity`: there is nothing more. */
  get nextUs(): number {
    return this.#flow === null ? this.#nextArrivalUs : Math.min(this.#nextArrivalUs, this.#flow.thinking.nextUs);
  }

  get isIdle(): boolean {
    return this.#inFlight === 0;
  }

  /** Takes up what is due at `nowUs`, the earliest first, at most `batch` of it. */
  takeUpDue(nowUs: number, batch: number): void {
    for (let left = batch; left > 0 && this.nextUs <= nowUs; left--) {
      if (this.#flow !== null && this.#flow.thinking.nextUs <= this.#nextArrivalUs) {
        this.#flow.resumeNext(this.#context.clock.nowUs());
        continue;
      }
      this.#takeUp(this.#arrivalUs, this.#context.clock.nowUs());
      this.#arrivalUs = this.#arrivals.next();
    }
  }

  /** Everything in flight, and everything due but not yet taken up, ends here. */
  abandon(nowUs: number): void {
    for (; this.#nextArrivalUs <= nowUs; this.#arrivalUs = this.#arrivals.next()) {
      this.#context.watch.takenUp(this.#arrivalUs, nowUs);
      this.#refuse(this.#arrivalUs, 'abandoned', nowUs);
    }
    for (const { inFlight } of this.#lanes) {
      for (let exchange = inFlight.oldest; exchange !== null; exchange = inFlight.oldest) this.#end(exchange, 'abandoned', 0, nowUs);
    }
    for (let user = this.#flow?.thinking.pop(); user !== undefined; user = this.#flow?.thinking.pop()) {
      this.flowEnded(user, 'abandoned', 0, nowUs);
    }
    this.close();
  }

  close(): void {
    for (const lane of this.#lanes) lane.stop();
    for (const transport of this.#transports) transport.close();
  }

  onAnswered(exchange: Exchange, status: number, nowUs: number): void {
    const compiled = this.#scenario.exchanges[exchange.endpoint];
    if (compiled === undefined) throw new Error(`an answer to request ${exchange.endpoint}, which there is not`);
    const inTime = nowUs - exchange.dispatchedUs <= compiled.setup.timeoutUs;
    this.#end(exchange, inTime ? this.#judge(compiled, exchange, status) : this.#outOfTime(exchange), status, nowUs);
    this.#context.onProgress(this.#context.clock.nowUs());
  }

  onFailed(exchange: Exchange, outcome: Outcome, nowUs: number): void {
    this.#end(exchange, outcome, 0, nowUs);
    this.#context.onProgress(nowUs);
  }

  onRedirected(exchange: Exchange, to: URL): string | null {
    const { user } = exchange;
    return user === null ? null : (this.#flow?.redirected(user, exchange, to) ?? null);
  }

  takeDeltas(): LoadDelta[] {
    return this.#book.takeDeltas();
  }

  takeTimings(fromSecond: number): LoadTimings[] {
    return this.#book.takeTimings(fromSecond);
  }

  live(nowUs: number): LoadLive {
    const { limits, timeline } = this.#context;
    const endpoints = this.#setup.scenario.exchanges.map(({ endpoint }) => endpoint);
    return {
      load: this.#setup.name,
      inFlight: this.#inFlight,
      peakInFlight: this.#peak,
      connections: this.#transports.reduce((sum, { connections }) => sum + connections, 0),
      connectionsOpened: this.#transports.reduce((sum, { connectionsOpened }) => sum + connectionsOpened, 0),
      unanswered: unansweredNow(this.#waiting(), limits, timeline, nowUs),
      ...(endpoints.length > 1 && { unansweredOf: unansweredByEndpoint(this.#underWay(), endpoints, limits, timeline, nowUs) }),
    };
  }

  send(compiled: CompiledExchange, request: WireRequest, user: VirtualUser, nowUs: number): void {
    this.#send(compiled, request, user.dueUs, nowUs, user);
  }

  flowEnded(user: VirtualUser, ending: Ending, status: number, nowUs: number): void {
    this.#book.flowEnded(user, ending, status, nowUs);
  }

  stepNotReached(step: number, nowUs: number): void {
    this.#book.stepNotReached(step, nowUs);
  }

  thinksUntil(dueUs: number): void {
    this.#context.onDueAt(dueUs);
  }

  get #nextArrivalUs(): number {
    return this.#arrivalUs < this.#context.timeline.endUs ? this.#arrivalUs : Infinity;
  }

  /** Arrivals: a user who thinks is one. */
  get #inFlight(): number {
    let count = this.#flow?.thinking.size ?? 0;
    for (const lane of this.#lanes) count += lane.inFlight.count;
    return count;
  }

  *#underWay(): Iterable<Exchange> {
    for (const lane of this.#lanes) yield* lane.inFlight;
  }

  *#waiting(): Iterable<Waiting> {
    yield* this.#underWay();
    for (const user of this.#flow?.thinking ?? []) yield { intendedUs: user.intendedUs, sentUs: user.sentUs, user };
  }

  #createLane(timeoutUs: number): TimeoutLane {
    const { clock, onProgress } = this.#context;
    return new TimeoutLane(timeoutUs, clock, (exchange, nowUs) => this.#timeOut(exchange, nowUs), onProgress);
  }

  #takeUp(intendedUs: number, nowUs: number): void {
    const number = this.#number;
    this.#number += this.#setup.shard.of;
    this.#context.watch.takenUp(intendedUs, nowUs);
    if (this.#inFlight >= this.#setup.maxInFlight) return this.#drop('max-in-flight', number, intendedUs, nowUs);
    const { lone } = this.#scenario;
    if (lone !== null) return this.#send(lone.exchange, lone.request, intendedUs, nowUs, null);
    // What nobody has data for is not sent, and that is our doing.
    if (!this.#scenario.hasRowsFor(number)) return this.#drop('data-used-up', number, intendedUs, nowUs);
    if (this.#flow !== null) return this.#flow.arrive(number, intendedUs, nowUs);
    const compiled = this.#scenario.choose(number);
    if (compiled === undefined) throw new Error('a scenario without a request');
    const { request } = compiled.request(this.#scenario.lookUp(number, null), () => null);
    this.#send(compiled, request, intendedUs, nowUs, null);
  }

  #send(compiled: CompiledExchange, request: WireRequest, intendedUs: number, nowUs: number, user: VirtualUser | null): void {
    const { index, setup } = compiled;
    const exchange = this.#laneOf[index]?.add(intendedUs, nowUs, request);
    if (exchange === undefined) throw new Error(`request ${index} has no lane`);
    exchange.endpoint = index;
    exchange.user = user;
    const inFlight = this.#inFlight;
    if (inFlight > this.#peak) this.#peak = inFlight;
    this.#transports[setup.transport]?.send(exchange, nowUs);
  }

  #judge(compiled: CompiledExchange, exchange: Exchange, status: number): Ending {
    const { user } = exchange;
    if (user !== null) this.#flow?.keepCookies(user, exchange);
    const ending = judgeAnswer(compiled, exchange, status);
    return ending === 'ok' && user !== null && this.#flow !== null ? this.#flow.take(user, compiled, exchange) : ending;
  }

  #drop(why: 'max-in-flight' | 'data-used-up', number: number, intendedUs: number, nowUs: number): void {
    const endpoint = this.#flow === null ? this.#scenario.choose(number)?.index : 0;
    this.#refuse(intendedUs, 'dropped', nowUs, why, endpoint);
    if (this.#flow === null) return;
    for (const { index } of this.#scenario.exchanges) this.stepNotReached(index, nowUs);
  }

  #refuse(intendedUs: number, ending: Ending, nowUs: number, why: string | null = null, endpoint = 0): void {
    this.#unborn.start(intendedUs, nowUs);
    this.#unborn.detail = why;
    this.#unborn.endpoint = endpoint;
    this.#book.arrivalEnded(this.#unborn, ending, 0, nowUs);
  }

  #end(exchange: Exchange, ending: Ending, status: number, nowUs: number): void {
    const { user, endpoint } = exchange;
    if (user === null) this.#book.arrivalEnded(exchange, ending, status, nowUs);
    else this.#book.stepEnded(exchange, user, ending, status, nowUs);
    this.#laneOf[endpoint]?.inFlight.remove(exchange);
    if (user !== null) this.#flow?.stepEnded(user, ending, status, nowUs);
  }

  #timeOut(exchange: Exchange, nowUs: number): void {
    const outcome = this.#outOfTime(exchange);
    this.#transportOf(exchange)?.cancel(exchange);
    this.#end(exchange, outcome, 0, nowUs);
  }

  #outOfTime(exchange: Exchange): Outcome {
    const { outcome, detail } = outOfTime(exchange);
    exchange.detail = detail;
    return outcome;
  }

  #transportOf({ endpoint }: Exchange): Transport | undefined {
    return this.#transports[this.#setup.scenario.exchanges[endpoint]?.transport ?? 0];
  }
}
