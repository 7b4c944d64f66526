import type { MessagePort } from 'node:worker_threads';
import { EngineClock } from '../engine-clock.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { HistogramPool } from '../record/histogram-pool.ts';
import { warmUpEncoder } from '../record/warm-up-encoder.ts';
import { TimelineReader } from '../shared-timeline.ts';
import type { FromWorker, ToThread } from '../worker-messages.ts';
import type { ClosedSender } from './closed-sender.ts';
import { ClosedTally } from './closed-tally.ts';
import type { ClosedWorkerSetup } from './closed-worker-setup.ts';
import { ClosedWorker } from './closed-worker.ts';
import { RequestBudget } from './request-budget.ts';

/** What a sender gets of the worker that it sends for. */
export interface SenderContext {
  readonly clock: EngineClock;
  readonly timeline: TimelineReader;
  readonly tally: ClosedTally;
  readonly budget: RequestBudget | null;
  readonly onProgress: () => void;
}

/** Body of a closed load's thread, whatever engine sends for it. */
export function runClosedWorker(port: MessagePort, setup: ClosedWorkerSetup, createSender: (context: SenderContext) => ClosedSender): void {
  const clock = new EngineClock(0n);
  const timeline = new TimelineReader(setup.timeline);
  const { worker: number, limits } = setup;
  const tally = new ClosedTally(setup, { worker: number, limits, clock, timeline, histograms: new HistogramPool() });
  const budget = setup.budget === null ? null : RequestBudget.shared(setup.budget);
  const sender = createSender({ clock, timeline, tally, budget, onProgress: () => worker.progressed() });
  const post = (message: FromWorker): void => port.postMessage(message);
  const worker = new ClosedWorker({ worker: number, clock, timeline, watch: new GeneratorWatch(number), tally, sender, post });
  port.on('message', (message: ToThread) => (message.type === 'leave' ? process.exit() : worker.receive(message)));
  warmUpEncoder();
  post({ type: 'ready' });
}
