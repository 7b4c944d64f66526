import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { OK, SCRIPTS, type Script } from './scripted-server.ts';
import { serve } from './serve-script.ts';
import { expectInvariants, runLoad } from './run-load.ts';
import { step, stepOutcomes } from './shop-flow.ts';

/** Answers after `ms`. */
const slow =
  (ms: number): Script =>
  (socket) =>
    setTimeout(() => socket.writable && socket.write(OK), ms);

test('phases are cut by intended time, but what the fault finds in flight of the baseline is the fault’s', async () => {
  const server = await serve(slow(300));
  let faultAtMs = 0;
  const record = await runLoad({
    url: server.url,
    rate: 100,
    baselineFromMs: 500,
    steer: async (load, _, nowMs) => {
      const end = load.finish(2500);
      await sleep(1200);
      faultAtMs = nowMs();
      load.setBoundary('fault', faultAtMs);
      await sleep(600);
      load.setBoundary('recovery', nowMs());
      await end;
    },
  });
  expectInvariants(record);
  expect(record.counts('warmup').offered).toBe(50);
  expect(record.counts().offered).toBe(250);
  // Intended in the baseline: (faultAt − 500 ms) × 100/s. Of these some thirty were in flight at the boundary.
  const intendedInBaseline = Math.ceil((faultAtMs - 500) / 10);
  const missing = intendedInBaseline - record.counts('baseline').offered;
  expect(missing).toBeGreaterThanOrEqual(15);
  expect(missing).toBeLessThanOrEqual(45);
  expect(record.counts('fault').offered).toBeGreaterThan(60 + 15);
  expect(record.counts('recovery').offered).toBeGreaterThan(30);
  expect(record.outcomes()).toEqual({ ok: 250 });
});

test('arrivals beyond maxInFlight are dropped and counted, never delayed', async () => {
  const server = await serve(SCRIPTS.hangs);
  const record = await runLoad({ url: server.url, rate: 500, maxInFlight: 50, timeoutMs: 5000, forMs: 500 });
  expectInvariants(record);
  expect(record.counts()).toMatchObject({ offered: 250, sent: 50, dropped: 200, unanswered: 50, neverSent: 0 });
  expect(record.outcomes()).toEqual({ timeout: 50, dropped: 200 });
  expect(record.details()).toEqual({ timeout: { 'no-first-byte': 50 }, dropped: { 'max-in-flight': 200 } });
  expect(Math.max(...record.reports.flatMap(({ live }) => live.map(({ peakInFlight }) => peakInFlight)))).toBe(50);
  expect(record.timings('dispatchLag').totalCount).toBe(250);
});

test('a cap on connections makes arrivals wait, and the wait is booked to the cap, not to the system', async () => {
  const server = await serve(slow(50));
  const limits = [{ of: 'response_time', comparison: '<', limitUs: 500_000 }] as const;
  const record = await runLoad({ url: server.url, rate: 100, entry: { maxConnections: 2 }, timeoutMs: 10_000, limits });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ ok: 100 });
  expect(server.connections).toBe(2);
  expect(record.timings('blockedByCap').totalCount).toBeGreaterThan(90);
  // 40/s are served of 100/s: the last of the hundred arrivals waits about 1.5 s.
  expect(record.timings('blockedByCap').maxValue).toBeGreaterThan(1_000_000);
  expect(record.timings('blockedBySystem').getValueAtPercentile(90)).toBeLessThan(500_000);
  // Two thirds are over the limit, and by the cap alone.
  const cells = record.deltas().flatMap((delta) => delta.cells);
  expect(cells.reduce((sum, { over }) => sum + (over[0] ?? 0), 0)).toBeGreaterThan(40);
  expect(cells.reduce((sum, { fromDispatch }) => sum + (fromDispatch.over[0] ?? 0), 0)).toBeLessThan(20);
});

test('what still waits under the cap when its time is up was dropped by us', async () => {
  const server = await serve(SCRIPTS.hangs);
  const record = await runLoad({ url: server.url, rate: 5000, entry: { maxConnections: 1 }, timeoutMs: 300, forMs: 200 });
  expectInvariants(record);
  // Once the first has timed out, some get the connection in their last millisecond: few, as five are due in each.
  const { timeout, dropped = 0, connect = 0, ...others } = record.outcomes();
  expect(timeout).toBeGreaterThanOrEqual(1);
  expect(dropped).toBeGreaterThan(500);
  expect({ connect: connect <= 300, ...others }).toEqual({ connect: true });
  expect(record.counts()).toMatchObject({ offered: 1000, neverSent: 0 });
});

test.each([
  ['raw HTTP/1.1', {}],
  ['undici', { decompress: true }],
])('what gets its connection too late under the cap is no timeout of the system’s: over %s', async (_, parts) => {
  const server = await serve(slow(50));
  const entry = { maxConnections: 1, transport: { ...DEFAULT_TRANSPORT, ...parts } };
  const record = await runLoad({ url: server.url, rate: 100, entry, timeoutMs: 500, forMs: 2000 });
  expectInvariants(record);
  // 20/s are served of 100/s: after half a second each gets the connection in the last moments of its time.
  const { ok = 0, dropped = 0, ...others } = record.outcomes();
  expect(others).toEqual({});
  expect(ok).toBeGreaterThanOrEqual(4);
  expect(dropped).toBeGreaterThan(100);
  const { 'connection-too-late': late = 0, 'waiting-for-connection': unserved = 0 } = record.details()['dropped'] ?? {};
  expect(late).toBeGreaterThan(50);
  expect(late + unserved).toBe(dropped);
  expect(record.counts()).toMatchObject({ offered: 200, sent: ok, dropped, unanswered: 0, neverSent: 0 });
});

test('a system that hangs times out all that had their whole time for it, whatever the cap', async () => {
  const server = await serve(SCRIPTS.hangs);
  const record = await runLoad({ url: server.url, rate: 100, entry: { maxConnections: 20 }, timeoutMs: 1000, forMs: 250 });
  expectInvariants(record);
  expect(record.outcomes()).toEqual({ timeout: 20, dropped: 5 });
  expect(record.details()['timeout']).toEqual({ 'no-first-byte': 20 });
});

test('a flow whose step gets its connection too late under the cap was dropped, and so was the step', async () => {
  const server = await serve(slow(50));
  const steps = ['first', 'second'].map((name) => {
    const one = step(name, server.url);
    return { ...one, expect: { ...one.expect, timeoutMs: 400 } };
  });
  const entry = { maxConnections: 1, scenario: { kind: 'flow', steps, cookies: false } as const };
  const record = await runLoad({ url: server.url, rate: 50, entry, forMs: 1500 });
  expectInvariants(record);
  const { ok = 0, dropped = 0, ...others } = record.outcomes();
  expect(others).toEqual({});
  expect(ok + dropped).toBe(75);
  expect(dropped).toBeGreaterThan(20);
  const { first = {}, second = {} } = stepOutcomes(record);
  expect((first['dropped'] ?? 0) + (second['dropped'] ?? 0)).toBe(dropped);
  expect([first['timeout'], second['timeout']]).toEqual([undefined, undefined]);
});

test('abandon: what is in flight is counted as abandoned, not as failed, and nothing more is sent', async () => {
  const server = await serve(SCRIPTS.hangs);
  const record = await runLoad({
    url: server.url,
    rate: 100,
    timeoutMs: 10_000,
    steer: async (load) => {
      await sleep(700);
      await load.abandon();
    },
  });
  expectInvariants(record);
  const { offered, sent, abandoned, neverSent } = record.counts();
  expect(offered).toBeGreaterThan(50);
  expect(abandoned).toBe(sent);
  expect(sent + neverSent).toBe(offered);
  expect(record.outcomes()).toEqual({});
});

test('abandon while draining also ends a finish that waits', async () => {
  const server = await serve(SCRIPTS.hangs);
  const startedAt = performance.now();
  await runLoad({
    url: server.url,
    rate: 100,
    timeoutMs: 60_000,
    steer: async (load) => {
      const finished = load.finish(200);
      await sleep(400);
      await load.abandon();
      await finished;
    },
  });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('abandon before the beginning reports no arrivals', async () => {
  const record = await runLoad({ url: 'http://127.0.0.1:9/', steer: (load) => load.abandon() });
  expect(record.counts().offered).toBeLessThanOrEqual(5);
});

test('finish sends nothing intended at or after the end, waits for what is in flight, and reports it', async () => {
  const server = await serve(slow(400));
  const record = await runLoad({ url: server.url, rate: 100, forMs: 1000 });
  expect(record.outcomes()).toEqual({ ok: 100 });
  expect(server.requests).toHaveLength(100);
  expect(record.reports.at(-1)?.live[0]?.inFlight).toBe(0);
});

test('snapshot reports what is known now, before it resolves; parts add up', async () => {
  const server = await serve(SCRIPTS.answers);
  const seen: number[] = [];
  const record = await runLoad({
    url: server.url,
    rate: 200,
    steer: async (load, soFar) => {
      const end = load.finish(1500);
      for (let i = 0; i < 3; i++) {
        await sleep(330);
        await load.snapshot();
        seen.push(soFar.counts().offered);
      }
      await end;
    },
  });
  expect(seen[0]).toBeGreaterThan(0);
  expect(seen[1]).toBeGreaterThan(seen[0] ?? 0);
  expect(seen[2]).toBeGreaterThan(seen[1] ?? 0);
  expect(record.counts().offered).toBe(300);
  expect(record.responseTimes().totalCount).toBe(300);
  expect(record.timings('serviceTime').totalCount).toBe(300);
});

test('the live state tells how many arrivals wait, and how many are already over a limit', async () => {
  const server = await serve(SCRIPTS.hangs);
  const limits = [{ of: 'response_time', comparison: '<', limitUs: 200_000 }] as const;
  const record = await runLoad({
    url: server.url,
    rate: 100,
    timeoutMs: 5000,
    limits,
    steer: async (load) => {
      await sleep(1000);
      await load.snapshot();
      await load.abandon();
    },
  });
  const live = record.reports.flatMap((report) => report.live).find(({ inFlight }) => inFlight > 50);
  const [baseline] = live?.unanswered ?? [];
  expect(baseline).toMatchObject({ phase: 'baseline', count: live?.inFlight });
  // Those of the last 200 ms, some twenty, are not over it yet.
  expect((baseline?.count ?? 0) - (baseline?.over[0] ?? 0)).toBeGreaterThanOrEqual(5);
  expect(baseline?.over[0]).toBeGreaterThan(20);
});

test('arrivals over a limit are counted exactly, by response and by service time', async () => {
  // Far from anything that a busy machine adds to the quick ones.
  const server = await serve((socket, _, total) => setTimeout(() => socket.write(OK), total % 4 === 0 ? 2000 : 1));
  const limits = [
    { of: 'response_time', comparison: '<', limitUs: 1_800_000 },
    { of: 'service_time', comparison: '<=', limitUs: 1_800_000 },
    { of: 'response_time', comparison: '<', limitUs: 10_000_000 },
  ] as const;
  const record = await runLoad({ url: server.url, rate: 100, timeoutMs: 5000, limits });
  const over = limits.map((_, i) => record.cells().reduce((sum, cell) => sum + (cell.over[i] ?? 0), 0));
  const fromDispatch = limits.map((_, i) => record.cells().reduce((sum, cell) => sum + (cell.fromDispatch.over[i] ?? 0), 0));
  expect(over).toEqual([25, 25, 0]);
  expect(fromDispatch).toEqual([25, 25, 0]);
});

test('arrivals follow the seed: two runs intend the same times, a run with another seed does not', async () => {
  const server = await serve(SCRIPTS.answers);
  /** Arrivals by slot of 50 ms. */
  const intended = async (seed: number): Promise<number[]> => {
    const entry = { arrivals: { kind: 'poisson', ratePerSecond: 100 }, seed } as const;
    const slots = new Array<number>(40).fill(0);
    for (const delta of (await runLoad({ url: server.url, entry, forMs: 2000, timeoutMs: 10_000 })).deltas()) {
      delta.slots.ok.forEach((count, i) => (slots[delta.second * 20 + i] = (slots[delta.second * 20 + i] ?? 0) + count));
    }
    return slots;
  };
  const first = await intended(7);
  expect(await intended(7)).toEqual(first);
  expect(await intended(8)).not.toEqual(first);
});
