import { afterEach, expect, test } from 'vitest';
import { scriptedServer, SCRIPTS, type ScriptedServer } from './scripted-server.ts';
import { expectInvariants, runLoad } from './run-load.ts';

let server: ScriptedServer;
afterEach(() => server.close());

test('several workers share one schedule: every arrival once, in the order and at the times of one worker', async () => {
  server = await scriptedServer(SCRIPTS.answers);
  const record = await runLoad({ url: server.url, rate: 300, forMs: 1500, engine: { workers: 3 } });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 450 });
  const byWorker = new Map<number, number>();
  for (const { worker, offered } of record.deltas()) byWorker.set(worker, (byWorker.get(worker) ?? 0) + offered);
  expect([...byWorker].sort(([a], [b]) => a - b)).toEqual([
    [0, 150],
    [1, 150],
    [2, 150],
  ]);
  expect(record.reports.flatMap(({ health }) => health).reduce((sum, { due }) => sum + due, 0)).toBe(450);
});

test('several workers keep the bound on what is in flight together', async () => {
  server = await scriptedServer(() => {});
  const record = await runLoad({ url: server.url, rate: 100, forMs: 1000, timeoutMs: 3000, maxInFlight: 10, engine: { workers: 4 } });
  expectInvariants(record);
  expect(record.counts()).toMatchObject({ offered: 100, sent: 10, dropped: 90 });
  expect(server.requests).toHaveLength(10);
});

test('a bound on what is in flight holds for more workers than it is', async () => {
  server = await scriptedServer(() => {});
  const record = await runLoad({ url: server.url, rate: 100, forMs: 500, timeoutMs: 3000, maxInFlight: 2, engine: { workers: 4 } });
  expectInvariants(record);
  expect(record.counts()).toMatchObject({ offered: 50, sent: 2, dropped: 48 });
  expect(server.requests).toHaveLength(2);
});

test('so does one on connections, and no arrival is lost by it', async () => {
  server = await scriptedServer(SCRIPTS.answers);
  const record = await runLoad({ url: server.url, rate: 100, entry: { maxConnections: 2 }, timeoutMs: 5000, engine: { workers: 4 } });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 100 });
  expect(server.connections).toBeLessThanOrEqual(2);
});
