import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WorkerThread } from '../../../src/load/engine/worker-thread.ts';
import type { WorkerSetup } from '../../../src/load/engine/worker-messages.ts';
import { TimelineWriter } from '../../../src/load/engine/shared-timeline.ts';
import { createEngineLoadDriver } from '../../../src/load/engine/engine-load-driver.ts';
import { loadEntry } from './load-entry.ts';
import { ENGINE_THREADS } from './engine-threads.ts';
import { LoadRecord } from './load-record.ts';
import { threadEntry } from '../../setup/thread-entry.ts';

const setup: WorkerSetup = {
  worker: 3,
  entries: [],
  limits: [],
  timeline: new TimelineWriter().buffer,
  pacer: threadEntry('app/load-pacer').href,
  precise: false,
  tickUs: 500,
};

/** A thread that is ready, and dies as `code` says when it is told to begin. */
const dyingThread = (code: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => { ${code} });
      parentPort.postMessage({ type: 'ready' });
    `)}`,
  );

test.each([
  ['throws', `throw new Error('out of wits')`, 'out of wits'],
  ['exits', 'process.exit(7)', 'its thread exited with code 7'],
  ['rejects', `Promise.reject(new Error('nobody caught it'))`, 'nobody caught it'],
])('a worker that %s is reported once, and nobody waits for it for ever', async (_, code, reason) => {
  const record = new LoadRecord();
  const worker = new WorkerThread(dyingThread(code), setup, record);
  await worker.ready;
  const waiting = Promise.all([worker.snapshot(), worker.done]);
  worker.send({ type: 'begin', zeroNs: 0n });
  await waiting;
  await sleep(100);
  expect(record.lost).toEqual([{ worker: 3, reason }]);
  await worker.snapshot();
  await worker.dispose();
  expect(record.lost).toHaveLength(1);
});

test('a worker whose pacer is lost is lost with it', async () => {
  const record = new LoadRecord();
  const pacer = `data:text/javascript,${encodeURIComponent(`throw new Error('no pacer today')`)}`;
  const worker = new WorkerThread(new URL('../../../src/app/load-worker.main.ts', import.meta.url), { ...setup, pacer }, record);
  await worker.done;
  expect(record.lost).toEqual([{ worker: 3, reason: 'no pacer today' }]);
  await worker.dispose();
});

test('dispose is idempotent, ends the threads, and reports no loss', async () => {
  const record = new LoadRecord();
  const entry = loadEntry({ url: 'http://127.0.0.1:9/', rate: 10, timeoutMs: 100 });
  const plan = { run: 'r', userAgent: 'u', entries: [entry], limits: [], closed: [] };
  const load = await createEngineLoadDriver(ENGINE_THREADS).prepare(plan, record, new AbortController().signal);
  load.begin(process.hrtime.bigint(), 0);
  await sleep(200);
  await load.dispose();
  await load.dispose();
  await load.abandon();
  expect(record.lost).toEqual([]);
});

test('prepare gives up when it is aborted, and refuses what cannot be sent before anything is', async () => {
  const record = new LoadRecord();
  const driver = createEngineLoadDriver(ENGINE_THREADS);
  const plan = { run: 'r', userAgent: 'u', entries: [], limits: [], closed: [] };
  await expect(driver.prepare(plan, record, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  const entry = (url: string) => loadEntry({ url, rate: 10, timeoutMs: 100 });
  const signal = new AbortController().signal;
  await expect(driver.prepare({ ...plan, entries: [entry('nonsense')] }, record, signal)).rejects.toMatchObject({ exitCode: 2 });
  await expect(driver.prepare({ ...plan, entries: [entry('http://no-such-host.invalid/')] }, record, signal)).rejects.toMatchObject({
    exitCode: 6,
  });
  expect(record.lost).toEqual([]);
});
