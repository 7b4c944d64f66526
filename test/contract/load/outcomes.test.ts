import { describe, expect, test } from 'vitest';
import { createEngineLoadDriver } from '../../../src/load/engine/engine-load-driver.ts';
import { ENGINE_THREADS } from './engine-threads.ts';
import { LoadRecord } from './load-record.ts';
import { bodyBytesOf, OK, refusedPort, SCRIPTS, type Script } from './scripted-server.ts';
import { serve } from './serve-script.ts';
import { expectInvariants, runLoad } from './run-load.ts';
import { loadEntry } from './load-entry.ts';

const RATE = 200;

describe('every behaviour of a server has its outcome, and every arrival one place in the counts', () => {
  test.each([
    ['answers', 'ok', 'completed'],
    ['answersThenCloses', 'ok', 'completed'],
    ['answersUntilClose', 'ok', 'completed'],
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
    const record = await runLoad({ url: server.url, rate: RATE, timeoutMs: 500 });
    expectInvariants(record);
    expect(record.outcomes()).toEqual({ [outcome]: RATE });
    expect(record.counts()).toMatchObject({ offered: RATE, sent: RATE, [place]: RATE });
    expect(server.requests).toHaveLength(RATE);
    expect(record.bodyBytes()).toBe(RATE * bodyBytesOf(script));
    expect(record.lost).toEqual([]);
  });

  test('a port on which nothing listens', async () => {
    const record = await runLoad({ url: `http://127.0.0.1:${await refusedPort()}/`, rate: RATE });
    expectInvariants(record);
    expect(record.outcomes()).toEqual({ 'connect-refused': RATE });
    expect(record.counts()).toMatchObject({ offered: RATE, sent: 0, neverSent: RATE });
  });

  test('all of them in turn', async () => {
    const scripts: Script[] = Object.values(SCRIPTS);
    const server = await serve((socket, index, total) => scripts[total % scripts.length]?.(socket, index, total));
    const record = await runLoad({ url: server.url, rate: 400, forMs: 1500, timeoutMs: 400 });
    expectInvariants(record);
    expect(record.counts().offered).toBe(600);
    expect(Object.keys(record.outcomes())).toEqual(expect.arrayContaining(['ok', 'status', 'timeout', 'malformed', 'connect-reset']));
  });
});

describe('a connection that turns out closed when it is used again', () => {
  test.each(['closesUnderReuse', 'closesUnderReuseByReset'] as const)('%s: an idempotent request goes out once more', async (script) => {
    const server = await serve(SCRIPTS[script]);
    const record = await runLoad({ url: server.url, rate: 50 });
    expectInvariants(record);
    expect(record.outcomes()).toEqual({ ok: 50 });
    expect(record.counts().staleRetries).toBeGreaterThan(20);
    expect(server.requests).toHaveLength(50 + record.counts().staleRetries);
  });

  test('any other is not sent twice: outcome stale', async () => {
    const server = await serve(SCRIPTS.closesUnderReuse);
    const record = await runLoad({ url: server.url, rate: 50, method: 'POST' });
    expectInvariants(record);
    expect(record.counts()).toMatchObject({ offered: 50, sent: 50, staleRetries: 0 });
    expect(record.outcomes().stale).toBeGreaterThan(20);
    expect(server.requests).toHaveLength(50);
  });

  test('one that closed while it was idle is not used at all', async () => {
    const server = await serve((socket) => socket.write(OK, () => setTimeout(() => socket.end(), 5)));
    const record = await runLoad({ url: server.url, rate: 20 });
    expect(record.outcomes()).toEqual({ ok: 20 });
    // On a busy machine the news of a close may come a little late, but not as a rule.
    expect(record.counts().staleRetries).toBeLessThan(10);
    expect(server.connections).toBeGreaterThan(10);
  });

  test('the retry is not tried again: its failure is that of a fresh connection', async () => {
    const server = await serve((socket, index, total) => (total === 0 ? socket.write(OK) : socket.resetAndDestroy()));
    const record = await runLoad({ url: server.url, rate: 4, forMs: 400 });
    expectInvariants(record);
    expect(record.outcomes()).toEqual({ ok: 1, 'connect-reset': 1 });
    expect(record.counts().staleRetries).toBe(1);
  });
});

test('a redirect is an answer like any other, and is not followed', async () => {
  const server = await serve((socket) => socket.write('HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n'));
  const record = await runLoad({ url: server.url, rate: 50 });
  expect(record.outcomes()).toEqual({ status: 50 });
  expect(record.cells()[0]?.statusCodes).toEqual({ 302: expect.any(Number) });
});

test('a HEAD request takes no body for an answer', async () => {
  const server = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n'));
  const record = await runLoad({ url: server.url, rate: 50, method: 'HEAD' });
  expect(record.outcomes()).toEqual({ ok: 50 });
});

test('every request carries the marks of the run', async () => {
  const server = await serve(SCRIPTS.answers);
  await runLoad({ url: server.url, rate: 50 });
  for (const request of server.requests) expect(request).toMatch(/\r\nUser-Agent: shakedown\/test\r\nx-shakedown-run: run-1$/);
});

test('half of the requests turned away at once: half of the arrivals count as failed, none is forgotten', async () => {
  let open = true;
  const server = await serve((socket) => {
    if (open) socket.write(OK);
    else socket.resetAndDestroy();
    open = !open;
  });
  const record = await runLoad({ url: server.url, rate: RATE, method: 'POST' });
  expectInvariants(record);
  const { ok = 0, ...failed } = record.outcomes();
  expect(ok).toBe(RATE / 2);
  expect(Object.values(failed).reduce((sum, count) => sum + count, 0)).toBe(RATE / 2);
  expect(record.responseTimes().totalCount).toBe(RATE / 2);
});

test('several load entries keep their own rates and counts', async () => {
  const [a, b] = [await serve(SCRIPTS.answers), await serve(SCRIPTS.answers500)];
  const record = new LoadRecord();
  const entry = (name: string, url: string, rate: number) => loadEntry({ url, rate }, { name, maxInFlight: 100 });
  const plan = { run: 'r', userAgent: 'u', limits: [], closed: [], entries: [entry('a', a.url, 100), entry('b', b.url, 30)] };
  const load = await createEngineLoadDriver(ENGINE_THREADS).prepare(plan, record, new AbortController().signal);
  load.begin(process.hrtime.bigint(), 0);
  await load.finish(1000);
  await load.dispose();
  const offered = (name: string): number => record.deltas().reduce((sum, delta) => sum + (delta.load === name ? delta.offered : 0), 0);
  expect([offered('a'), offered('b')]).toEqual([100, 30]);
  expect(record.outcomes()).toEqual({ ok: 100, status: 30 });
});
