import { arrivalSequence } from '../arrivals/arrival-sequence-of.ts';
import type { LoadReport } from '../load-driver.ts';
import { transportCreator, type CreateTransport } from './create-transport.ts';
import { EngineClock } from './engine-clock.ts';
import { EntryRunner, type WorkerContext } from './entry-runner.ts';
import { GeneratorWatch } from './generator-watch.ts';
import { HistogramPool } from './record/histogram-pool.ts';
import { warmUpEncoder } from './record/warm-up-encoder.ts';
import { TimelineReader } from './shared-timeline.ts';
import { Pacer } from './thread/pacer.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts';

/** Arrivals taken up before I/O gets its turn again: a backlog must not keep answers unread. */
const BATCH = 64;
const READ_BUFFER_BYTES = 64 * 1024;
const TIMINGS_EVERY_SECONDS = 10;
/** Reports leave a little after the second they are about: most of it is answered by then, and whether it was late is known. */
const REPORT_OFFSET_US = 120_000;

/** A worker thread's share of the load: paces its arrivals, reports once a second, drains or abandons at the end. */
export class LoadWorker {
  readonly #worker: number;
  readonly #post: (message: FromWorker) => void;
  readonly #clock = new EngineClock(0n);
  readonly #timeline: TimelineReader;
  readonly #watch: GeneratorWatch;
  readonly #setup: WorkerSetup;
  #entries: readonly EntryRunner[] = [];
  readonly #pacer: Pacer;
  #state: 'prepared' | 'running' | 'finishing' | 'done' = 'prepared';
  #nextUs = Infinity;
  #catchingUp = false;
  #timingsFromSecond = 0;
  #reportTimer: NodeJS.Timeout | undefined;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(setup: WorkerSetup, post: (message: FromWorker) => void) {
    this.#worker = setup.worker;
    this.#post = post;
    this.#timeline = new TimelineReader(setup.timeline);
    this.#watch = new GeneratorWatch(setup.worker);
    this.#setup = setup;
    this.#pacer = new Pacer(new URL(setup.pacer), setup.tickUs, this.#clock, () => this.#takeUpDue());
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
        this.#report(message.id);
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
    const shard = { worker: setup.worker, of: setup.workers };
    const context: WorkerContext = {
      worker: setup.worker,
      shard,
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
      (entry) => new EntryRunner(entry, context, arrivalSequence(entry.arrivals, entry.seed, shard, entry.startAfterMs)),
    );
  }

  #begin(zeroNs: bigint): void {
    if (this.#state !== 'prepared') return;
    this.#state = 'running';
    this.#clock.setZero(zeroNs);
    this.#pacer.begin(zeroNs);
    this.#watch.begin();
    this.#takeUpDue();
    this.#scheduleReport();
  }

  #takeUpDue(): void {
    if (this.#state !== 'running' && this.#state !== 'finishing') return;
    const nowUs = this.#clock.nowUs();
    let budget = BATCH;
    let nextUs = Infinity;
    for (const entry of this.#entries) {
      budget = entry.takeUpDue(nowUs, budget);
      nextUs = Math.min(nextUs, entry.nextUs);
    }
    this.#nextUs = nextUs;
    if (nextUs <= nowUs) this.#catchUp();
    else if (nextUs < Infinity) this.#pacer.wakeAt(nextUs);
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
    if (this.#state === 'finishing') this.#endWhenDrained();
  }

  #scheduleReport(): void {
    const nowUs = this.#clock.nowUs();
    const atUs = Math.floor(Math.max(0, nowUs - REPORT_OFFSET_US) / 1e6 + 1) * 1e6 + REPORT_OFFSET_US;
    this.#reportTimer = setTimeout(
      () => {
        this.#report(null);
        this.#scheduleReport();
      },
      (atUs - nowUs) / 1000,
    );
  }

  /** @param reason a snapshot's id, `last`, or `null` for the report of every second */
  #report(reason: number | 'last' | null): void {
    const nowUs = this.#state === 'prepared' ? 0 : this.#clock.nowUs();
    const endUs = Math.min(this.#timeline.endUs, nowUs);
    const second = Math.floor(nowUs / 1e6);
    const withTimings = reason !== null || second - this.#timingsFromSecond >= TIMINGS_EVERY_SECONDS;
    const report: LoadReport = {
      worker: this.#worker,
      atMs: nowUs / 1000,
      deltas: this.#entries.flatMap((entry) => entry.takeDeltas()),
      timings: withTimings ? this.#entries.flatMap((entry) => entry.takeTimings(this.#timingsFromSecond)) : [],
      live: this.#entries.map((entry) => entry.live(nowUs)),
      health: reason === 'last' ? this.#watch.takeLast(endUs) : this.#watch.take(nowUs, this.#takenUpToUs(nowUs)),
    };
    if (withTimings) this.#timingsFromSecond = second;
    this.#post({ type: 'report', report });
  }

  #takenUpToUs(nowUs: number): number {
    return this.#entries.reduce((least, entry) => Math.min(least, entry.nextUs), Math.min(nowUs, this.#timeline.endUs));
  }

  #finish(): void {
    if (this.#state === 'prepared') return this.#end();
    if (this.#state !== 'running') return;
    this.#state = 'finishing';
    this.#takeUpDue();
    this.#endWhenDrained();
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
    clearTimeout(this.#reportTimer);
    clearTimeout(this.#endTimer);
    this.#report('last');
    this.#state = 'done';
    for (const entry of this.#entries) entry.close();
    this.#pacer.stop();
    this.#post({ type: 'done' });
  }
}
