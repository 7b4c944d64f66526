import type { PhaseBoundary, PreparedLoad } from '../load-driver.ts';
import type { TimelineWriter } from './shared-timeline.ts';
import { untilAborted } from './until-aborted.ts';
import type { WorkerThread } from './worker-thread.ts';

/** A prepared load on worker threads. */
export class EngineLoad implements PreparedLoad {
  readonly #workers: readonly WorkerThread[];
  readonly #timeline: TimelineWriter;

  /** As soon as all of its workers are ready. Rejects with what one of them failed with, or with the reason of `signal`, and leaves no thread. */
  static async of(workers: readonly WorkerThread[], timeline: TimelineWriter, signal: AbortSignal): Promise<EngineLoad> {
    const load = new EngineLoad(workers, timeline);
    try {
      await untilAborted(Promise.all(workers.map((worker) => worker.ready)), signal);
      return load;
    } catch (error) {
      await load.dispose();
      throw error;
    }
  }

  private constructor(workers: readonly WorkerThread[], timeline: TimelineWriter) {
    this.#workers = workers;
    this.#timeline = timeline;
  }

  get exhausted(): Promise<void> {
    return this.#allDone();
  }

  begin(zeroNs: bigint, baselineFromMs: number): void {
    this.#timeline.set('baseline', baselineFromMs);
    for (const worker of this.#workers) worker.send({ type: 'begin', zeroNs });
  }

  setBoundary(boundary: PhaseBoundary, atMs: number): void {
    this.#timeline.set(boundary, atMs);
  }

  async snapshot(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.snapshot()));
  }

  async finish(atMs: number): Promise<void> {
    this.#timeline.set('end', atMs);
    for (const worker of this.#workers) worker.send({ type: 'finish' });
    await this.#allDone();
  }

  async abandon(): Promise<void> {
    for (const worker of this.#workers) worker.send({ type: 'abandon' });
    await this.#allDone();
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.dispose()));
  }

  async #allDone(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.done));
  }
}
