import type { LoadReport } from '../load-driver.ts';
import type { EntryRunner } from './entry-runner.ts';
import type { GeneratorWatch } from './generator-watch.ts';
import type { TimelineReader } from './shared-timeline.ts';

/** Timings are about ten seconds, deltas about one. */
const TIMINGS_EVERY_SECONDS = 10;

/** `periodic` carries timings only every ten seconds; the others carry all there is. */
export type ReportKind = 'periodic' | 'snapshot' | 'last';

/** Gathers what a worker's entries have counted since the last report. */
export class WorkerReporter {
  readonly #worker: number;
  readonly #watch: GeneratorWatch;
  readonly #timeline: TimelineReader;
  #timingsFromSecond = 0;

  constructor(worker: number, watch: GeneratorWatch, timeline: TimelineReader) {
    this.#worker = worker;
    this.#watch = watch;
    this.#timeline = timeline;
  }

  take(kind: ReportKind, entries: readonly EntryRunner[], nowUs: number): LoadReport {
    const second = Math.floor(nowUs / 1e6);
    const withTimings = kind !== 'periodic' || second - this.#timingsFromSecond >= TIMINGS_EVERY_SECONDS;
    const timings = withTimings ? entries.flatMap((entry) => entry.takeTimings(this.#timingsFromSecond)) : [];
    if (withTimings) this.#timingsFromSecond = second;
    return {
      worker: this.#worker,
      atMs: nowUs / 1000,
      deltas: entries.flatMap((entry) => entry.takeDeltas()),
      timings,
      live: entries.map((entry) => entry.live(nowUs)),
      health: kind === 'last' ? this.#watch.takeLast(this.#untilUs(nowUs)) : this.#watch.take(nowUs, this.#takenUpToUs(entries, nowUs)),
    };
  }

  #untilUs(nowUs: number): number {
    return Math.min(nowUs, this.#timeline.endUs);
  }

  /** Every arrival intended before this has been taken up. */
  #takenUpToUs(entries: readonly EntryRunner[], nowUs: number): number {
    return entries.reduce((least, entry) => Math.min(least, entry.nextUs), this.#untilUs(nowUs));
  }
}
