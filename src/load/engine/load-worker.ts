import { arrivalSequence } from '../arrivals/arrival-sequence-of.ts';
import { transportCreator, type CreateTransport } from './create-transport.ts';
import { EngineClock } from './engine-clock.ts';
import { EntryRunner, type WorkerContext } from './entry-runner.ts';
import { GeneratorWatch } from './generator-watch.ts';
import { HistogramPool } from './record/histogram-pool.ts';
import { warmUpEncoder } from './record/warm-up-encoder.ts';
import { ReportTimer } from './report-timer.ts';
import { TimelineReader } from './shared-timeline.ts';
import { Pacer } from './thread/pacer.ts';
import { SpinningPacer } from './thread/spinning-pacer.ts';
import type { WakeUp } from './thread/wake-up.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts';
import { WorkerReporter, type ReportKind } from './worker-reporter.ts';

/** Arrivals of an entry taken up before I/O gets its turn again: a backlog must not keep answers unread. */
const BATCH = 64;
const READ_BUFFER_BYTES = 64 * 1024;

/** A worker thread's share of the load: paces its arrivals, reports once a second, drains or abandons at the end. */
export class LoadWorker {
  readonly #post: (message: FromWorker) => void;
  readonly #clock = new EngineClock(0n);
  readonly #timeline: TimelineReader;
  readonly #watch: GeneratorWatch;
  readonly #setup: WorkerSetup;
  readonly #reporter: WorkerReporter;
  readonly #reportTimer = new ReportTimer(this.#clock, () => this.#report('periodic'));
  #entries: readonly EntryRunner[] = [];
  readonly #pacer: WakeUp;
  #state: 'prepared' | 'running' | 'finishing' | 'done' = 'prepared';
  #nextUs = Infinity;
  #catchingUp = false;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(setup: WorkerSetup, post: (message: FromWorker) => void) {
    this.#post = post;
    this.#timeline = new TimelineReader(setup.timeline);
    this.#watch = new GeneratorWatch(setup.worker);
    this.#setup = setup;
    this.#reporter = new WorkerReporter(setup.worker, this.#watch, this.#timeline);
    const onWake = (): void => this.#takeUpDue();
    this.#pacer = setup.precise
      ? new SpinningPacer(this.#clock, onWake)
      : new Pacer(new URL(setup.pacer), setup.tickUs, this.#clock, onWake);
  }

  /** Resolves once the pacer's thread has ended, as it does by itself after the worker's end. */
  get pacerGone(): Promise<void> {
    return this.#pacer.gone;
  }

  async prepare(): Promise<void> {
    warmUpEncoder();
    this.#entries = this.#createEntries(this.#setup, await transportCreator(this.#setup.entries.flatMap(({ transports }) => transports)));
    await this.#pacer.online();
    this.#post({ type: 'ready' });
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'begin':
        return this.#begin(message.zeroNs);
      case 'snapshot':
        this.#report('snapshot');
        this.#post({ type: 'snapshot-taken', id: message.id });
        return;
      case 'finish':
        return this.#finish();
      case 'abandon':
        return this.#abandon();
      default:
        message satisfies never;
    }
  }

  #createEntries(setup: WorkerSetup, createTransport: CreateTransport): EntryRunner[] {
    const shared = { clock: this.#clock, readBuffer: new Uint8Array(READ_BUFFER_BYTES) };
    const context: WorkerContext = {
      worker: setup.worker,
      createTransport: (transport, listener) => createTransport(transport, listener, shared),
      limits: setup.limits,
      clock: this.#clock,
      timeline: this.#timeline,
      histograms: new HistogramPool(),
      watch: this.#watch,
      onProgress: (nowUs: number) => this.#onProgress(nowUs),
      onDueAt: (dueUs: number) => this.#wakeBy(dueUs),
    };
    return setup.entries.map(
      (entry) => new EntryRunner(entry, context, arrivalSequence(entry.arrivals, entry.seed, entry.shard, entry.startAfterMs)),
    );
  }

  #begin(zeroNs: bigint): void {
    if (this.#state !== 'prepared') return;
    this.#state = 'running';
    this.#clock.setZero(zeroNs);
    this.#pacer.begin(zeroNs);
    this.#watch.begin();
    this.#takeUpDue();
    this.#reportTimer.start();
  }

  #takeUpDue(): void {
    if (this.#state !== 'running' && this.#state !== 'finishing') return;
    const nowUs = this.#clock.nowUs();
    let nextUs = Infinity;
    for (const entry of this.#entries) {
      entry.takeUpDue(nowUs, BATCH);
      nextUs = Math.min(nextUs, entry.nextUs);
    }
    this.#nextUs = nextUs;
    if (nextUs <= nowUs) this.#catchUp();
    else if (nextUs < Infinity) this.#pacer.wakeAt(nextUs);
    // What was taken up may all have been dropped, and then no answer comes to tell of the end.
    if (this.#state === 'finishing') this.#endWhenDrained();
  }

  /** More is due than one batch holds: go on after I/O had its turn. */
  #catchUp(): void {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    setImmediate(() => {
      this.#catchingUp = false;
      this.#takeUpDue();
    });
  }

  #wakeBy(dueUs: number): void {
    if (dueUs >= this.#nextUs) return;
    this.#nextUs = dueUs;
    this.#pacer.wakeAt(dueUs);
  }

  /** Being awake anyway is the cheapest pacer of all. */
  #onProgress(nowUs: number): void {
    if (nowUs >= this.#nextUs && !this.#catchingUp) this.#takeUpDue();
    else if (this.#state === 'finishing') this.#endWhenDrained();
  }

  #report(kind: ReportKind): void {
    const nowUs = this.#state === 'prepared' ? 0 : this.#clock.nowUs();
    this.#post({ type: 'report', report: this.#reporter.take(kind, this.#entries, nowUs) });
  }

  #finish(): void {
    if (this.#state === 'prepared') return this.#end();
    if (this.#state !== 'running') return;
    this.#state = 'finishing';
    this.#takeUpDue();
  }

  /** Not before the end itself: until then the run is still in its last phase. */
  #endWhenDrained(): void {
    const leftUs = this.#timeline.endUs - this.#clock.nowUs();
    const drained = this.#entries.every((entry) => entry.isIdle && entry.nextUs === Infinity);
    if (leftUs <= 0 && drained) return this.#end();
    if (leftUs > 0 && this.#endTimer === undefined) {
      this.#endTimer = setTimeout(
        () => {
          this.#endTimer = undefined;
          if (this.#state === 'finishing') this.#endWhenDrained();
        },
        Math.ceil(leftUs / 1000),
      );
    }
  }

  #abandon(): void {
    if (this.#state === 'done') return;
    const nowUs = this.#clock.nowUs();
    if (this.#state !== 'prepared') for (const entry of this.#entries) entry.abandon(nowUs);
    this.#end();
  }

  #end(): void {
    this.#reportTimer.stop();
    clearTimeout(this.#endTimer);
    this.#report('last');
    this.#state = 'done';
    for (const entry of this.#entries) entry.close();
    this.#pacer.stop();
    this.#post({ type: 'done' });
  }
}
