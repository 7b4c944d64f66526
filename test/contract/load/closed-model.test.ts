import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors/user-error.ts';
import type { LatencyLimit, PreparedLoad } from '../../../src/load/load-driver.ts';
import { expectInvariants } from './run-load.ts';
import { runClosedLoad } from './run-closed-load.ts';
import { bodyBytesOf, refusedPort, SCRIPTS, type Script } from './scripted-server.ts';
import { serve } from './serve-script.ts';

const slow: Script = (socket) => setTimeout(() => SCRIPTS.answers(socket), 20);

const MIB = Buffer.alloc(2 ** 20, 'x');
/** Longer than any string can be. */
const HUGE_MIB = 520;

const answersAtLength: Script = (socket) => {
  let left = HUGE_MIB;
  const writeOn = (): void => {
    while (left > 0 && !socket.destroyed) {
      left--;
      if (!socket.write(MIB)) return void socket.once('drain', writeOn);
    }
  };
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${HUGE_MIB * MIB.length}\r\n\r\n`);
  writeOn();
};

describe.each(['native', 'autocannon'] as const)('the closed model on %s', (engine) => {
  test.each([
    ['answers', 'ok', 'completed'],
    ['answersThenCloses', 'ok', 'completed'],
    ['answersUntilClose', 'ok', 'completed'],
    ['answersAfterHints', 'ok', 'completed'],
    ['answersInDrips', 'ok', 'completed'],
    ['answers500', 'status', 'completed'],
    ['hangs', 'timeout', 'unanswered'],
    ['resets', 'connect-reset', 'unanswered'],
    ['closesWithoutAnswer', 'connect-reset', 'unanswered'],
    ['answersGarbage', 'malformed', 'completed'],
    ['answersTooMuch', 'malformed', 'completed'],
    ['answersHalfAHead', 'malformed', 'completed'],
    ['answersAShortBody', 'malformed', 'completed'],
    ['resetsMidBody', 'connect-reset', 'unanswered'],
    ['neverEndsItsBody', 'timeout', 'unanswered'],
  ] as const)('a server that %s', async (script, outcome, place) => {
    const server = await serve(SCRIPTS[script]);
    const record = await runClosedLoad({ engine, url: server.url, forMs: 500, timeoutMs: 250 });
    expectInvariants(record);
    const { offered, sent, [place]: inPlace, staleRetries } = record.counts();
    expect(record.outcomes()).toEqual({ [outcome]: offered });
    expect({ sent, inPlace }).toEqual({ sent: offered, inPlace: offered });
    expect(server.requests).toHaveLength(sent + staleRetries);
    expect(record.bodyBytes()).toBe(offered * bodyBytesOf(script));
    expect(record.lost).toEqual([]);
  });

  test.each([
    ['hangs', 'timeout', 'no-first-byte'],
    ['neverEndsItsBody', 'timeout', 'unfinished'],
    ['closesWithoutAnswer', 'connect-reset', 'closed'],
    ['resets', 'connect-reset', 'ECONNRESET'],
    ['answersAShortBody', 'malformed', 'cut-short'],
    ['answersTooMuch', 'malformed', 'longer-than-promised'],
    ['answersGarbage', 'malformed', 'not-http'],
    ['upgrades', 'malformed', 'unexpected-upgrade'],
  ] as const)('a server that %s: %s, because of %s', async (script, outcome, detail) => {
    const server = await serve(SCRIPTS[script]);
    const record = await runClosedLoad({ engine, url: server.url, forMs: 400, timeoutMs: 200 });
    for (const cell of record.cells()) expect(cell).toMatchObject({ outcome, details: { [detail]: cell.count } });
    expect(record.cells().length).toBeGreaterThan(0);
  });

  test.each(['answersThenCloses', 'answersUntilClose'] as const)('a POST to a server that %s is never stale', async (script) => {
    const server = await serve(SCRIPTS[script]);
    const record = await runClosedLoad({ engine, url: server.url, forMs: 400, request: { method: 'POST' } });
    const { offered, staleRetries } = record.counts();
    expect(record.outcomes()).toEqual({ ok: offered });
    expect(staleRetries).toBe(0);
    expect(server.requests).toHaveLength(offered);
  });

  test('an amount is sent exactly, also where every connection ends with its answer', async () => {
    const server = await serve(SCRIPTS.answersUntilClose);
    const record = await runClosedLoad({ engine, url: server.url, amount: 41, steer: (load) => load.exhausted });
    expect(record.counts()).toMatchObject({ offered: 41, completed: 41 });
    expect(server.requests).toHaveLength(41);
  });

  test.each(['closesUnderReuse', 'closesUnderReuseByReset'] as const)('a server that %s is asked once more', async (script) => {
    const server = await serve(SCRIPTS[script]);
    const record = await runClosedLoad({ engine, url: server.url, forMs: 400 });
    const { offered, staleRetries } = record.counts();
    expect(record.outcomes()).toEqual({ ok: offered });
    expect(staleRetries).toBeGreaterThan(0);
    expect(server.requests).toHaveLength(offered + staleRetries);
  });

  test('backs off where connections are refused, and counts each attempt', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/`;
    const record = await runClosedLoad({ engine, url, forMs: 1000 });
    expectInvariants(record);
    const { offered, neverSent, sent } = record.counts();
    expect(record.outcomes()).toEqual({ 'connect-refused': offered });
    expect({ neverSent, sent }).toEqual({ neverSent: offered, sent: 0 });
    // Without a back-off it would be thousands.
    expect(offered).toBeGreaterThanOrEqual(4);
    expect(offered).toBeLessThan(100);
  });

  test('a connection backs off by its own failures in a row, however many fail beside it', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/`;
    const record = await runClosedLoad({ engine, url, connections: 50, forMs: 800 });
    const { offered } = record.counts();
    // At 0, 10, 30, 70, 150, 310 and 630 ms.
    expect(offered).toBeGreaterThanOrEqual(3 * 50);
    expect(offered).toBeLessThanOrEqual(7 * 50);
  });

  test('keeps as many requests in flight as it has connections, whatever the workers', async () => {
    const server = await serve(slow);
    const record = await runClosedLoad({ engine, url: server.url, connections: 10, workers: 4, forMs: 1200 });
    expect(server.connections).toBe(10);
    const last = new Map(record.reports.map(({ worker, live }) => [worker, live[0]?.peakInFlight ?? 0]));
    expect([...last.values()].sort((a, b) => a - b)).toEqual([2, 2, 3, 3]);
    // 10 connections, 20 ms each, 1.2 s: 600 at the very most.
    expect(record.counts().offered).toBeGreaterThan(200);
    expect(record.counts().offered).toBeLessThanOrEqual(610);
  });

  test('sends exactly the amount asked for over all workers, and is exhausted then', async () => {
    const server = await serve(SCRIPTS.answers);
    const record = await runClosedLoad({
      engine,
      url: server.url,
      connections: 10,
      workers: 4,
      amount: 1001,
      steer: (load) => load.exhausted,
    });
    expect(record.counts()).toMatchObject({ offered: 1001, completed: 1001 });
    expect(server.requests).toHaveLength(1001);
  });

  test('opens no more connections than it has requests to send', async () => {
    const server = await serve(SCRIPTS.answers);
    await runClosedLoad({ engine, url: server.url, connections: 10, amount: 3, steer: (load) => load.exhausted });
    expect(server.connections).toBe(3);
    expect(server.requests).toHaveLength(3);
  });

  test('a body costs time, not memory, however long it is', async () => {
    const server = await serve(answersAtLength);
    const options = { engine, url: server.url, connections: 1, amount: 1, timeoutMs: 60_000 };
    const record = await runClosedLoad({ ...options, steer: (load) => load.exhausted });
    expect(record.lost).toEqual([]);
    expect(record.outcomes()).toEqual({ ok: 1 });
    expect(record.bodyBytes()).toBe(HUGE_MIB * MIB.length);
  });

  test('the warm-up is beside the amount, and has its own phase', async () => {
    const server = await serve(slow);
    const record = await runClosedLoad({
      engine,
      url: server.url,
      connections: 2,
      amount: 20,
      baselineFromMs: 300,
      steer: (load) => load.exhausted,
    });
    expect(record.counts('baseline').offered).toBe(20);
    expect(record.counts('warmup').offered).toBeGreaterThan(0);
  });

  test('records service time and nothing that a closed load does not have', async () => {
    const server = await serve(slow);
    const limits: LatencyLimit[] = [
      { of: 'service_time', comparison: '<', limitUs: 1000 },
      { of: 'response_time', comparison: '<', limitUs: 1000 },
    ];
    const record = await runClosedLoad({ engine, url: server.url, forMs: 600, limits });
    const { offered } = record.counts();
    expect(record.timings('serviceTime').totalCount).toBe(offered);
    expect(record.timings('serviceTime').getValueAtPercentile(50)).toBeGreaterThan(19_000);
    expect(record.timings('dispatchLag').totalCount).toBe(0);
    for (const cell of record.cells()) {
      expect(cell.histogram).toBeNull();
      expect(cell.over).toEqual([cell.count, 0]);
      expect(cell.statusCodes).toEqual({ '200': cell.count });
    }
  });

  test('sends nothing after the end, and waits for what is in flight', async () => {
    const server = await serve((socket) => setTimeout(() => SCRIPTS.answers(socket), 200));
    const record = await runClosedLoad({ engine, url: server.url, forMs: 300, timeoutMs: 1000 });
    const { offered } = record.counts();
    expect(record.outcomes()).toEqual({ ok: offered });
    expect(server.requests).toHaveLength(offered);
    // Four connections have time for a second request each, and none for a third.
    expect(offered).toBeGreaterThanOrEqual(4);
    expect(offered).toBeLessThanOrEqual(8);
  });

  test('what an abandoned run cuts off is abandoned, not failed', async () => {
    const server = await serve(SCRIPTS.hangs);
    const record = await runClosedLoad({
      engine,
      url: server.url,
      timeoutMs: 10_000,
      steer: async (load) => {
        while (server.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
        await load.snapshot();
        await load.abandon();
      },
    });
    expectInvariants(record);
    expect(record.counts()).toMatchObject({ offered: 4, sent: 4, abandoned: 4 });
    expect(record.outcomes()).toEqual({});
    expect(record.reports.some(({ live }) => live[0]?.inFlight === 4)).toBe(true);
  });

  test('sends method, headers, body and the marks of the run', async () => {
    const server = await serve(SCRIPTS.answers);
    await runClosedLoad({
      engine,
      url: server.url,
      amount: 1,
      request: { method: 'DELETE', headers: { 'x-tenant': 'blue' } },
      steer: (load) => load.exhausted,
    });
    const [head] = server.requests;
    expect(head).toMatch(/^DELETE \/x HTTP\/1.1\r\n/);
    expect(head).toMatch(/x-tenant: blue/i);
    expect(head).toMatch(/user-agent: shakedown\/test/i);
    expect(head).toMatch(/x-shakedown-run: run-1/i);
  });
});

test('autocannon says before the run what it cannot do', async () => {
  const refused = runClosedLoad({ engine: 'autocannon', url: 'http://127.0.0.1:1/', request: { method: 'HEAD' } });
  await expect(refused).rejects.toThrow(UserError);
  await expect(refused).rejects.toThrow(/HEAD/);
});

test.each(['native', 'autocannon'] as const)('nothing is cut out of what a closed load on %s sends', async (engine) => {
  const server = await serve(SCRIPTS.answers);
  const request = { method: 'GET', headers: { 'x-text': '{{a.b}}' } };
  const once = { engine, url: server.url, amount: 1, steer: (load: PreparedLoad) => load.exhausted };
  await expect(runClosedLoad({ ...once, request })).rejects.toThrow('nothing fills {{a.b}}');
  await runClosedLoad({ ...once, request: { ...request, literal: true } });
  expect(server.requests).toEqual([expect.stringMatching(/x-text: \{\{a\.b\}\}\r\n/iu)]);
});
