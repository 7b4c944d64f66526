import type { ClosedLoadEntry, LoadListener, LoadPlan, PreparedLoad } from '../../load-driver.ts';
import { EngineLoad } from '../engine-load.ts';
import type { RunMarks } from '../request-bytes.ts';
import { TimelineWriter } from '../shared-timeline.ts';
import { WorkerThread } from '../worker-thread.ts';
import type { ClosedWorkerSetup } from './closed-worker-setup.ts';
import { RequestBudget } from './request-budget.ts';
import { shareOut } from './share-out.ts';

export interface ClosedLoadOptions {
  /** Threads that each entry's connections are shared out to; default 1. */
  readonly workers?: number;
}

/** What is the same in all workers of an entry, in the terms of its engine. */
export type ClosedEntrySetup<Setup extends ClosedWorkerSetup> = Omit<Setup, 'worker' | 'share' | 'budget' | 'limits' | 'timeline'>;

export interface ClosedEngineParts<Setup extends ClosedWorkerSetup> {
  /** The entry file of its threads. */
  readonly thread: URL;
  /** Flags of Node for the thread. */
  readonly execArgv?: readonly string[];
  /** Throws a UserError for what cannot be sent as it stands. */
  readonly setupOf: (entry: ClosedLoadEntry, marks: RunMarks) => Promise<ClosedEntrySetup<Setup>>;
}

/** Threads for every entry, each with its share of the connections; connected to nothing yet. */
export async function prepareClosedLoad<Setup extends ClosedWorkerSetup>(
  entries: readonly ClosedLoadEntry[],
  plan: LoadPlan,
  listener: LoadListener,
  signal: AbortSignal,
  engine: ClosedEngineParts<Setup>,
  options: ClosedLoadOptions,
): Promise<PreparedLoad> {
  signal.throwIfAborted();
  const timeline = new TimelineWriter();
  const setups = await Promise.all(entries.map((entry) => engine.setupOf(entry, plan)));
  const workers: WorkerThread[] = [];
  entries.forEach((entry, index) => {
    const common = setups[index];
    if (common === undefined) return;
    const budget = entry.amount === null ? null : RequestBudget.of(entry.amount).buffer;
    const connections = Math.min(entry.connections, entry.amount ?? Infinity);
    for (const share of shareOut(connections, options.workers ?? 1)) {
      const setup = { ...common, worker: workers.length, share, budget, limits: plan.limits, timeline: timeline.buffer };
      workers.push(new WorkerThread(engine.thread, setup, listener, engine.execArgv));
    }
  });
  return EngineLoad.of(workers, timeline, signal);
}
