import type { LoadDriver, LoadListener, LoadPlan, PreparedLoad } from '../load-driver.ts';
import { EngineLoad } from './engine-load.ts';
import { entrySetup } from './entry-setup.ts';
import { shareOfEntry } from './share-of-entry.ts';
import { TimelineWriter } from './shared-timeline.ts';
import { WorkerThread } from './worker-thread.ts';

/** The entry files of its threads; where they lie is known to whoever composes the program. */
export interface EngineThreads {
  readonly worker: URL;
  readonly pacer: URL;
}

export interface EngineOptions {
  /** Threads that share the schedule: worker i of N takes every N-th arrival. Default 1. */
  readonly workers?: number;
  /** Least time between two wake-ups by the pacer: the shorter, the sharper, and the more CPU. */
  readonly tickUs?: number;
  /** Workers stay awake for the next arrival: sharper still, and a core each. */
  readonly precise?: boolean;
}

const DEFAULT_TICK_US = 200;

/** The open-loop engine: raw HTTP/1.1 from worker threads, paced from the intended times. */
export function createEngineLoadDriver(threads: EngineThreads, options: EngineOptions = {}): LoadDriver {
  return { id: 'engine', prepare: (plan, listener, signal) => prepare(plan, listener, signal, threads, options) };
}

async function prepare(
  plan: LoadPlan,
  listener: LoadListener,
  signal: AbortSignal,
  threads: EngineThreads,
  options: EngineOptions,
): Promise<PreparedLoad> {
  signal.throwIfAborted();
  const entries = await Promise.all(plan.entries.map((entry) => entrySetup(entry, plan, plan.movedPorts ?? null)));
  const timeline = new TimelineWriter();
  const count = options.workers ?? 1;
  const workers = Array.from(
    { length: count },
    (_, worker) =>
      new WorkerThread(
        threads.worker,
        {
          worker,
          entries: entries.flatMap((entry) => shareOfEntry(entry, worker, count) ?? []),
          limits: plan.limits,
          timeline: timeline.buffer,
          pacer: threads.pacer.href,
          tickUs: options.tickUs ?? DEFAULT_TICK_US,
          precise: options.precise ?? false,
        },
        listener,
      ),
  );
  return EngineLoad.of(workers, timeline, signal);
}
