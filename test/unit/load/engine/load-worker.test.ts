import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LoadWorker } from '../../../../src/load/engine/load-worker.ts';
import { scenarioSetup } from '../../../../src/load/engine/scenario/scenario-setup-of.ts';
import { TimelineWriter } from '../../../../src/load/engine/shared-timeline.ts';
import type { EntryShare, FromWorker } from '../../../../src/load/engine/worker-messages.ts';
import { loadEntry } from '../../../contract/load/load-entry.ts';

// The pacer's turns stay real: what it wakes for is taken up after every timer that is due.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] }));
afterEach(() => void vi.useRealTimers());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Every arrival is dropped: the rows of its file are used up. */
async function usedUp(ratePerSecond: number): Promise<EntryShare> {
  const entry = loadEntry({ url: 'http://127.0.0.1:1/', rate: ratePerSecond });
  const scenario = await scenarioSetup(entry, { run: 'run-1', userAgent: 'shakedown/test' }, () => 0);
  const tables = [{ name: 'users', file: 'users.csv', order: 'unique', rows: [] }] as const;
  return { ...entry, scenario: { ...scenario, tables }, shard: { worker: 0, of: 1 }, transports: [] };
}

it.each([
  ['the last arrivals', 100, 3],
  ['more than one batch of them', 4000, 100],
])('a worker that drops %s after the end is done with them, though no answer is left to come', async (_, rate, count) => {
  const timeline = new TimelineWriter();
  timeline.set('end', 25);
  const posted: FromWorker[] = [];
  const worker = new LoadWorker(
    { worker: 0, entries: [await usedUp(rate)], limits: [], timeline: timeline.buffer, pacer: 'file:///none', tickUs: 0, precise: true },
    (message) => posted.push(message),
  );
  await worker.prepare();
  worker.receive({ type: 'begin', zeroNs: process.hrtime.bigint() });
  worker.receive({ type: 'finish' });
  vi.advanceTimersByTime(30);
  for (let turns = 0; turns < 4; turns++) await turn();
  expect(posted.map(({ type }) => type)).toEqual(['ready', 'report', 'done']);
  expect(posted[1]).toMatchObject({ report: { deltas: [{ cells: [{ outcome: 'dropped', count }] }] } });
});
