import { expect, it } from 'vitest';
import { ClosedTally } from '../../../../src/load/engine/closed/closed-tally.ts';
import { ClosedWorker } from '../../../../src/load/engine/closed/closed-worker.ts';
import { NativeSender } from '../../../../src/load/engine/closed/native-sender.ts';
import { RequestBudget } from '../../../../src/load/engine/closed/request-budget.ts';
import { EngineClock } from '../../../../src/load/engine/engine-clock.ts';
import type { Exchange } from '../../../../src/load/engine/exchange.ts';
import { GeneratorWatch } from '../../../../src/load/engine/generator-watch.ts';
import { HistogramPool } from '../../../../src/load/engine/record/histogram-pool.ts';
import { TimelineReader, TimelineWriter } from '../../../../src/load/engine/shared-timeline.ts';
import { NO_REQUEST } from '../../../../src/load/engine/wire-request.ts';

it('a closed worker is done at once where the others have sent the whole amount before it begins', () => {
  const clock = new EngineClock(0n);
  const writer = new TimelineWriter();
  writer.set('baseline', 0);
  const timeline = new TimelineReader(writer.buffer);
  const entry = { name: 'load', endpoint: 'GET /', statuses: [[200, 299]] as const };
  const tally = new ClosedTally(entry, { worker: 1, limits: [], clock, timeline, histograms: new HistogramPool() });
  const budget = RequestBudget.of(1);
  budget.take();
  const sent: Exchange[] = [];
  const posted: string[] = [];
  const sender = new NativeSender(
    { share: 2, request: NO_REQUEST, timeoutUs: 1e6, budget, clock, timeline, tally, onProgress: () => worker.progressed() },
    () => ({ connections: 0, connectionsOpened: 0, send: (exchange) => sent.push(exchange), cancel: () => {}, close: () => {} }),
  );
  const post = ({ type }: { readonly type: string }): unknown => posted.push(type);
  const worker = new ClosedWorker({ worker: 1, clock, timeline, watch: new GeneratorWatch(1), tally, sender, post });
  worker.receive({ type: 'begin', zeroNs: process.hrtime.bigint() });
  worker.receive({ type: 'finish' });
  expect(sent).toEqual([]);
  expect(posted).toEqual(['report', 'done']);
});
