import type { LoadReport } from '../../load-driver.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { GeneratorWatch } from '../generator-watch.ts';
import { ReportTimer } from '../report-timer.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import type { FromWorker, ToWorker } from '../worker-messages.ts';
import type { ClosedSender } from './closed-sender.ts';
import type { ClosedTally } from './closed-tally.ts';

export interface ClosedWorkerParts {
  readonly worker: number;
  readonly clock: EngineClock;
  readonly timeline: TimelineReader;
  readonly watch: GeneratorWatch;
  readonly tally: ClosedTally;
  readonly sender: ClosedSender;
  readonly post: (message: FromWorker) => void;
}

/** A thread's share of a closed load: lets it run, reports once a second, ends with the run or when the requests are used up. */
export class ClosedWorker {
  readonly #parts: ClosedWorkerParts;
  readonly #reportTimer: ReportTimer;
  #state: 'prepared' | 'running' | 'finishing' | 'done' = 'prepared';
  #fromSecond = 0;
  #startTimer: NodeJS.Timeout | undefined;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(parts: ClosedWorkerParts) {
    this.#parts = parts;
    this.#reportTimer = new ReportTimer(parts.clock, () => this.#report(false));
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'begin':
        return this.#begin(message.zeroNs);
      case 'snapshot':
        if (this.#state !== 'done') this.#report(false);
        return this.#parts.post({ type: 'snapshot-taken', id: message.id });
      case 'finish':
        return this.#finish();
      case 'abandon':
        return this.#abandon();
      default:
        message satisfies never;
    }
  }

  /** Something ended: the moment to see whether all has. */
  progressed(): void {
    if ((this.#state === 'running' || this.#state === 'finishing') && this.#parts.sender.isDone) this.#end();
  }

  #begin(zeroNs: bigint): void {
    if (this.#state !== 'prepared') return;
    const { clock, watch } = this.#parts;
    this.#state = 'running';
    clock.setZero(zeroNs);
    watch.begin();
    this.#reportTimer.start();
    this.#sendFromZero();
  }

  /** The zero lies a little ahead, and nothing belongs before it: a timer may be early by a part of a millisecond. */
  #sendFromZero(): void {
    const leftUs = -this.#parts.clock.nowUs();
    if (leftUs <= 0) return this.#parts.sender.begin();
    this.#startTimer = setTimeout(() => this.#sendFromZero(), Math.ceil(leftUs / 1000));
  }

  /** Timings every time, unlike an open load's: there are no other latencies to look at while it runs. */
  #report(last: boolean): void {
    const { worker, clock, timeline, watch, tally, sender, post } = this.#parts;
    const nowUs = this.#state === 'prepared' ? 0 : clock.nowUs();
    const { connections, connectionsOpened } = sender;
    const report: LoadReport = {
      worker,
      atMs: nowUs / 1000,
      deltas: tally.takeDeltas(),
      timings: tally.takeTimings(this.#fromSecond),
      live: [tally.live(nowUs, { connections, connectionsOpened })],
      health: last ? watch.takeLast(Math.min(timeline.endUs, nowUs)) : watch.take(nowUs, Math.min(nowUs, timeline.endUs)),
    };
    this.#fromSecond = Math.max(0, Math.floor(nowUs / 1e6));
    post({ type: 'report', report });
  }

  #finish(): void {
    if (this.#state === 'prepared') return this.#end();
    if (this.#state !== 'running') return;
    this.#state = 'finishing';
    const leftMs = (this.#parts.timeline.endUs - this.#parts.clock.nowUs()) / 1000;
    this.#endTimer = setTimeout(
      () => {
        this.#parts.sender.finish();
        this.progressed();
      },
      Math.max(0, Math.ceil(leftMs)),
    );
  }

  #abandon(): void {
    if (this.#state === 'done') return;
    if (this.#state !== 'prepared') this.#parts.tally.abandonAll(this.#parts.clock.nowUs());
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#startTimer);
    this.#reportTimer.stop();
    clearTimeout(this.#endTimer);
    this.#report(true);
    this.#state = 'done';
    this.#parts.sender.close();
    this.#parts.post({ type: 'done' });
  }
}
